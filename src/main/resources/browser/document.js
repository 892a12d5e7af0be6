// What the Chromium engine asks of a document and its elements; one object for each document.
() => {
  const SUBMITS = 'button:not([type=button]):not([type=reset]), input[type=submit], input[type=image]';

  // Document order, open shadow roots in the place of their hosts.
  const collect = (root, css, found) => {
    const matches = new Set(root.querySelectorAll(css));
    if (root.shadowRoot) collect(root.shadowRoot, css, found);
    for (const element of root.querySelectorAll('*')) {
      if (matches.has(element)) found.push(element);
      if (element.shadowRoot) collect(element.shadowRoot, css, found);
    }
    return found;
  };

  // null where the selector cannot be read.
  const find = (root, css) => {
    try {
      document.createDocumentFragment().querySelector(css);
    } catch (unreadable) {
      return null;
    }
    return collect(root, css, []);
  };

  let last = null;

  const outer = element =>
    element.assignedSlot || element.parentElement ||
    (element.getRootNode() instanceof ShadowRoot ? element.getRootNode().host : null);

  const rectangle = clip => (clip.match(/-?[\d.]+px/g) || []).map(parseFloat);

  const clippedAway = style => {
    if (/^inset\((50|[6-9]\d|100)%|^circle\(0/.test(style.clipPath)) return true;
    if (!style.clip.startsWith('rect(')) return false;
    const [top, right, bottom, left] = rectangle(style.clip);
    return bottom - top <= 1 || right - left <= 1;
  };

  const hiding = (element, itself) => {
    if ((element.getAttribute('aria-hidden') || '').trim().toLowerCase() === 'true') return true;
    const style = getComputedStyle(element);
    if (clippedAway(style)) return true;
    if (itself || style.overflow === 'visible' || style.display === 'contents') return false;
    const box = element.getBoundingClientRect();
    return box.width <= 1 || box.height <= 1;
  };

  const onThePage = box =>
    box.width > 1 && box.height > 1 && box.right + scrollX > 0 && box.bottom + scrollY > 0;

  const visible = element => {
    if (!element.isConnected || (element.localName === 'input' && element.type === 'hidden'))
      return false;
    const drawn = element.localName === 'option' ? element.closest('select') || element : element;
    if (!drawn.checkVisibility({opacityProperty: true, visibilityProperty: true})) {
      // An element without a box of its own is what its children are.
      if (getComputedStyle(drawn).display !== 'contents') return false;
      return [...drawn.children].some(visible);
    }
    if (!onThePage(drawn.getBoundingClientRect())) return false;
    for (let each = drawn; each; each = outer(each))
      if (hiding(each, each === drawn)) return false;
    return true;
  };

  const innerText = node => node.innerText === undefined ? node.textContent : node.innerText;

  // What stands in shadow roots is read after what stands beside them.
  const text = element => {
    let words = innerText(element);
    for (const each of [element, ...element.querySelectorAll('*')])
      if (each.shadowRoot && each.checkVisibility())
        for (const child of each.shadowRoot.children) words += '\n' + text(child);
    return words;
  };

  const byIds = element =>
    (element.getAttribute('aria-labelledby') || '').split(/\s+/)
      .map(id => id && element.getRootNode().getElementById(id))
      .map(found => found ? found.textContent.trim() : '').join(' ');

  const isButton = element =>
    element.localName === 'input' && ['submit', 'button', 'reset'].includes(element.type);

  // A short reading of "Accessible Name and Description Computation 1.2", first that is not empty.
  const label = element => {
    const names = [
      () => byIds(element),
      () => element.getAttribute('aria-label'),
      () => element.labels && element.labels.length ? innerText(element.labels[0]) : '',
      () => element.getAttribute('alt'),
      () => isButton(element) ? element.value : '',
      () => text(element),
      () => [...element.querySelectorAll('img')].map(img => img.alt).find(alt => alt.trim()),
      () => element.getAttribute('title'),
      () => element.getAttribute('placeholder')];
    for (const name of names) {
      const words = (name() || '').trim();
      if (words) return words;
    }
    return '';
  };

  const isField = element => ['input', 'textarea', 'select'].includes(element.localName);

  const formOf = element =>
    element.localName === 'form' ? element : element.form || element.closest('form');

  const defaultButton = form => [...form.elements].find(control => control.matches(SUBMITS)) ||
    [...form.querySelectorAll('input[type=image]')][0];

  const formAction = element => {
    const form = formOf(element);
    if (!form) return null;
    const sender = element.matches(SUBMITS) ? element : defaultButton(form);
    const action = ((sender && sender.getAttribute('formaction')) ||
      form.getAttribute('action') || '').trim();
    try {
      return action ? new URL(action, document.baseURI).href : document.URL;
    } catch (unreadable) {
      return action;
    }
  };

  // Around what a page's library puts over the property, so that it notices the change.
  const write = (element, property, value) => {
    let kind = Object.getPrototypeOf(element);
    while (kind && !Object.getOwnPropertyDescriptor(kind, property)) kind = Object.getPrototypeOf(kind);
    Object.getOwnPropertyDescriptor(kind, property).set.call(element, value);
  };

  const tell = (element, ...kinds) =>
    kinds.forEach(kind => element.dispatchEvent(new Event(kind, {bubbles: true, composed: true})));

  const set = (element, value) => {
    if (element.localName === 'input' && ['checkbox', 'radio'].includes(element.type)) {
      const wanted = value === 'true' || value === 'on' || value === element.getAttribute('value');
      // A click, so that all that listens hears of it.
      if (element.checked !== wanted) element.click();
      if (element.checked !== wanted) {
        write(element, 'checked', wanted);
        tell(element, 'input', 'change');
      }
    } else if (element.localName === 'select') {
      const option = [...element.options].find(one => one.value === value);
      if (option) {
        option.selected = true;
        tell(element, 'input', 'change');
      }
    } else if (isField(element)) {
      write(element, 'value', value);
      tell(element, 'input', 'change');
    }
  };

  const clear = element => {
    if (isField(element) && element.value !== '') {
      write(element, 'value', '');
      tell(element, 'input');
    }
  };

  // What Enter does in a field of the form (HTML Standard 4.10.22.2, implicit submission).
  const submit = element => {
    const form = formOf(element);
    if (!form) return;
    const button = defaultButton(form);
    if (button) button.click(); else form.requestSubmit();
  };

  return {
    // Their tags; the elements are fetched only where there are some.
    find: (root, css) => {
      last = find(root, css);
      return last && last.map(element => element.localName);
    },
    found: () => {
      const all = last;
      last = null;
      return all;
    },
    pageText: () => document.body ? text(document.body) : '',
    attribute: (element, name) => element.getAttribute(name),
    value: element => isField(element) ? element.value : '',
    text, label, visible, formAction, set, clear, submit,
    press: element => element.click(),
  };
}
