// Makes the wizard follow what happens elsewhere, and lets pictures be dropped and pasted; plain forms do without.
'use strict';
(() => {
  const AGAIN = 10000; // milliseconds, where the stream does not come

  const live = () => document.querySelector('[data-live]');
  const stage = () => document.querySelector('main').dataset.stage;
  let source = null;

  const follow = () => {
    if (source || !live() || !window.EventSource) return;
    source = new EventSource(location.pathname + '/live' + location.search);
    source.onmessage = (event) => show(JSON.parse(event.data));
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return;
      source = null;
      setTimeout(follow, AGAIN);
    };
  };

  const show = (now) => {
    const list = live();
    if (!list) return;
    if (now.stage !== stage()) {
      location.reload();
      return;
    }
    const texts = now.lines.map((line) => line.state + line.text).join('\n');
    if (list.dataset.shown === texts) return;
    list.dataset.shown = texts;
    list.replaceChildren(...now.lines.map((line) => {
      const item = document.createElement('li');
      item.className = line.state;
      item.textContent = line.text;
      return item;
    }));
  };

  const take = (files) => {
    const field = document.querySelector('[data-drop] input[type=file]');
    const picture = Array.from(files).find((file) => file.type.startsWith('image/'));
    if (!field || !picture) return false;
    const one = new DataTransfer();
    one.items.add(picture);
    field.files = one.files;
    field.dispatchEvent(new Event('change'));
    return true;
  };

  const over = (on) => document.querySelectorAll('[data-drop]').forEach((box) => {
    box.classList.toggle('over', on);
  });

  document.addEventListener('paste', (event) => {
    if (take(event.clipboardData.files)) event.preventDefault();
  });
  document.addEventListener('dragover', (event) => {
    if (!document.querySelector('[data-drop]')) return;
    event.preventDefault();
    over(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) over(false);
  });
  document.addEventListener('drop', (event) => {
    over(false);
    if (!document.querySelector('[data-drop]')) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });

  // The list is searched while somebody types; the button does it without scripts.
  document.addEventListener('input', (event) => {
    const list = document.querySelector('[data-portals]');
    if (!list || !event.target.matches('[data-search]')) return;
    const words = event.target.value.trim().toLocaleLowerCase();
    let some = false;
    list.querySelectorAll('li').forEach((item) => {
      const name = item.querySelector('b').textContent.toLocaleLowerCase();
      item.hidden = !name.includes(words);
      some = some || !item.hidden;
    });
    document.querySelector('[data-none]').hidden = some;
  });

  // In a frame, the page around it hears how far the customer is, and how much room the page needs.
  let said = '';
  const tell = () => {
    const { origin, session, state, stage } = document.querySelector('main').dataset;
    if (!origin || window.parent === window) return;
    const height = Math.ceil(document.body.getBoundingClientRect().height) + 16;
    const now = JSON.stringify([session, state, stage, height]);
    if (now === said) return;
    said = now;
    window.parent.postMessage({ belegbote: 'connect', session, state, stage, height }, origin);
  };
  new ResizeObserver(tell).observe(document.body);

  // The photo's answer replaces main, and may bring the list with it.
  new MutationObserver(() => {
    follow();
    tell();
  }).observe(document.body, { childList: true });
  const alert = document.querySelector('[data-focus]');
  if (alert) alert.focus({ preventScroll: false });
  follow();
})();
