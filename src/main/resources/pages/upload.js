// Makes the upload page smoother where scripts run; without it, plain forms do the same.
'use strict';
(() => {
  const MOST_SIDE = 2000; // pixels; plenty for a code, and quick over a bad line
  const SMALL = 1500000; // bytes; a JPEG or PNG below this is sent as it is
  const QUALITY = 0.9;
  const SHOWN_SIDE = 1000; // pixels of the picture that is shown again
  const TICK = 250; // milliseconds

  document.documentElement.classList.add('js');
  let timer = 0;

  const enhance = () => {
    document.querySelectorAll('[data-photo]').forEach(enhancePhoto);
    document.querySelectorAll('form:not([data-photo])').forEach((form) => {
      form.addEventListener('submit', () => setTimeout(() => {
        form.querySelector('button').disabled = true;
      }));
    });
    localTimes();
    clearInterval(timer);
    const codes = document.querySelector('[data-codes]');
    if (codes) countDown(codes);
  };

  const enhancePhoto = (form) => {
    const field = form.querySelector('input[type=file]');
    const start = () => {
      if (field.files.length) send(form, field.files[0]);
    };
    field.addEventListener('change', start);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      start();
    });
  };

  const send = async (form, file) => {
    const page = document.querySelector('main');
    if (page.classList.contains('busy')) return;
    page.classList.add('busy');
    const offline = page.querySelector('[data-offline]');
    offline.hidden = true;
    phase(page, 'shrink');
    const picture = await shrunk(file);
    const body = new FormData();
    body.append('photo', picture, picture === file ? file.name : 'photo.jpg');
    phase(page, 'send');
    const request = new XMLHttpRequest();
    const bar = page.querySelector('[data-sending] progress');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) bar.value = (event.loaded / event.total) * 100;
    };
    request.upload.onload = () => phase(page, 'read');
    request.onerror = request.ontimeout = () => {
      page.classList.remove('busy');
      phase(page, '');
      offline.hidden = false;
      form.reset();
    };
    request.onload = () => show(request.response, file, request.responseURL);
    request.open('POST', location.href);
    request.setRequestHeader('Prefer', 'seen');
    request.timeout = 180000;
    request.responseType = 'document';
    request.send(body);
  };

  const phase = (page, name) => {
    const box = page.querySelector('[data-sending]');
    box.hidden = !name;
    box.querySelectorAll('[data-phase]').forEach((text) => {
      text.hidden = text.dataset.phase !== name;
    });
    if (name !== 'send') box.querySelector('progress').removeAttribute('value');
  };

  // Where the browser can decode the picture, it also turns what we cannot read into JPEG.
  const shrunk = async (file) => {
    if (/^image\/(jpeg|png)$/.test(file.type) && file.size < SMALL) return file;
    try {
      const image = await createImageBitmap(file, { imageOrientation: 'from-image' });
      const scale = Math.min(1, MOST_SIDE / Math.max(image.width, image.height));
      const canvas = document.createElement('canvas');
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      const pen = canvas.getContext('2d');
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
      return blob || file;
    } catch (unreadable) {
      return file;
    }
  };

  // The answer is the page itself at its next stage, or with what went wrong.
  const show = async (answer, file, address) => {
    const next = answer && answer.querySelector('main');
    if (!next) {
      location.reload();
      return;
    }
    document.title = answer.title;
    document.querySelector('main').replaceWith(document.adoptNode(next));
    enhance();
    await drawPicture(file, address);
    const focus = document.querySelector('[data-focus]');
    if (focus) {
      focus.focus({ preventScroll: true });
      focus.scrollIntoView({ block: 'center' });
    }
  };

  // The picture never leaves and re-enters: it is drawn from the file that was chosen, and the
  // answer says where on it the code is, as shares of its sides.
  const drawPicture = async (file, address) => {
    const box = document.querySelector('[data-picture]');
    if (!box) return;
    const told = document.querySelector('main').dataset.seen || new URL(address).searchParams.get('seen');
    const numbers = (told || '').split(',').map(Number);
    let image;
    try {
      image = await createImageBitmap(file, { imageOrientation: 'from-image' });
    } catch (unreadable) {
      return;
    }
    const canvas = box.querySelector('canvas');
    const scale = Math.min(1, SHOWN_SIDE / Math.max(image.width, image.height));
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    if (numbers.length === 8 && numbers.every(Number.isFinite)) mark(pen, canvas, numbers, box);
    box.hidden = false;
  };

  // What is outside becomes darker, so that the frame shows on every picture.
  const mark = (pen, canvas, numbers, box) => {
    const frame = new Path2D();
    for (let i = 0; i < 8; i += 2) {
      frame.lineTo(numbers[i] * canvas.width, numbers[i + 1] * canvas.height);
    }
    frame.closePath();
    const outside = new Path2D(frame);
    outside.rect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = 'rgb(0 0 0 / 45%)';
    pen.fill(outside, 'evenodd');
    pen.lineJoin = 'round';
    const thick = Math.max(canvas.width, canvas.height) / 90;
    const colour = getComputedStyle(box).getPropertyValue('--frame').trim();
    [['#fff', thick * 2], [colour, thick]].forEach(([style, width]) => {
      pen.strokeStyle = style;
      pen.lineWidth = width;
      pen.stroke(frame);
    });
  };

  const clock = (time, seconds) => time.toLocaleTimeString(
    document.documentElement.lang,
    { hour: '2-digit', minute: '2-digit', second: seconds ? '2-digit' : undefined, hourCycle: 'h23' });

  const localTimes = () => {
    document.querySelectorAll('time[data-time]').forEach((element) => {
      element.textContent = clock(new Date(element.dateTime), element.dataset.time === 'seconds');
    });
  };

  const countDown = (box) => {
    // Phones' clocks are often wrong; the server's is the one the codes were made by.
    const ahead = Date.now() - Number(box.dataset.clock);
    const all = Array.from(box.querySelectorAll('[data-code]'), (row) => ({
      row,
      digits: row.querySelector('b'),
      starts: Date.parse(row.dataset.starts),
      ends: Date.parse(row.dataset.ends),
    }));
    let shown = -1;
    const tick = () => {
      const now = Date.now() - ahead;
      const at = all.findIndex((code) => code.ends > now);
      if (at < 0) {
        clearInterval(timer);
        box.hidden = true;
        document.querySelector('[data-over]').hidden = false;
        return;
      }
      if (at !== shown) put(box, all, at);
      shown = at;
      const code = all[at];
      box.querySelector('[data-seconds]').textContent = Math.ceil((code.ends - now) / 1000);
      box.querySelector('[data-bar]').value =
        (100 * (code.ends - now)) / (code.ends - code.starts);
    };
    box.querySelectorAll('[data-left], [data-bar]').forEach((part) => {
      part.hidden = false;
    });
    timer = setInterval(tick, TICK);
    tick();
  };

  const write = (slot, digits) => {
    slot.replaceChildren(...digits.cloneNode(true).childNodes);
  };

  const put = (box, all, at) => {
    all.forEach((code, i) => {
      code.row.hidden = i < at;
    });
    write(box.querySelector('[data-slot="0"]'), all[at].digits);
    box.querySelector('[data-until]').textContent = clock(new Date(all[at].ends), true);
    const next = box.querySelector('[data-next]');
    if (!next) return;
    next.hidden = at + 1 >= all.length;
    if (next.hidden) return;
    write(next.querySelector('[data-slot="1"]'), all[at + 1].digits);
    next.querySelector('[data-from]').textContent = clock(new Date(all[at + 1].starts), true);
  };

  enhance();
})();
