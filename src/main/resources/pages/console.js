// Copies an address when asked to, selects fields that are only to be copied, and leads the focus to what went wrong.
'use strict';
(() => {
  document.querySelectorAll('[data-copy]').forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      document.querySelector('[data-status]').textContent = button.dataset.copied;
    });
  });
  document.querySelectorAll('[data-select]').forEach((field) => {
    field.addEventListener('focus', () => field.select());
  });
  const focus = document.querySelector('[data-focus]');
  if (focus) focus.focus({ preventScroll: false });
})();
