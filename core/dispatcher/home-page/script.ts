// The home page's script, sent as it stands. The token stays in the page's memory; only the name of the
// last stored photo is remembered by the browser, so that a reload shows it again.

export const homeScript = `
const at = (id) => document.getElementById(id);
const presets = ['w=640,f=auto', 'w=320,h=320,fit=cover,g=auto', 'w=480,saturation=0,contrast=1.2', 'w=480,blur=6', 'w=480,rotate=90', 'w=420,h=300,fit=pad,background=gold', 'w=480,f=avif,q=40'];
const encode = (name) => name.split('/').map(encodeURIComponent).join('/');
const size = (bytes) => bytes < 10240 ? bytes + ' bytes' : Math.round(bytes / 1024) + ' KB';
let name = localStorage.getItem('imageserver.name');

function say(text, bad) {
  at('said').textContent = text;
  at('said').className = bad ? 'bad' : '';
}

function urlOf(options) {
  return '/img/' + (options.trim() || '_') + '/' + encode(name);
}

async function store(body, as) {
  say('Storing …');
  const started = performance.now();
  const answer = await fetch('/api/images/' + encode(as), {
    method: 'PUT',
    body,
    headers: { Authorization: 'Bearer ' + at('token').value.trim() },
  }).catch((error) => ({ ok: false, json: async () => ({ detail: String(error) }) }));
  const told = await answer.json();
  if (!answer.ok) return say(told.detail || told.title || 'The server refused it.', true);
  say('Stored ' + told.name + ': ' + told.width + ' × ' + told.height + ', ' + size(told.byteLength) + ', in ' + Math.round(performance.now() - started) + ' ms.');
  name = told.name;
  localStorage.setItem('imageserver.name', name);
  show();
}

async function show() {
  const probe = await fetch('/original/' + encode(name), { method: 'HEAD' });
  at('see').hidden = !probe.ok;
  if (!probe.ok) return;
  if (!at('options').value) at('options').value = presets[0];
  transform();
  at('gallery').replaceChildren(...presets.slice(1).map((options) => {
    const link = document.createElement('a');
    const picture = document.createElement('img');
    link.href = picture.src = urlOf(options);
    link.target = '_blank';
    picture.alt = options;
    picture.loading = 'lazy';
    // What this server does not give unsigned is not shown as broken.
    picture.addEventListener('error', () => link.remove());
    link.append(picture, options);
    return link;
  }));
}

async function transform() {
  const url = urlOf(at('options').value);
  at('link').href = url;
  at('link').textContent = location.origin + url;
  const started = performance.now();
  const answer = await fetch(url, { headers: { Accept: 'image/avif,image/webp,*/*' } });
  if (!answer.ok) {
    const told = await answer.json();
    at('facts').textContent = told.detail || told.title;
    return;
  }
  const bytes = (await answer.arrayBuffer()).byteLength;
  const millis = Math.round(performance.now() - started);
  at('result').src = url;
  await at('result').decode().catch(() => undefined);
  at('facts').textContent = at('result').naturalWidth + ' × ' + at('result').naturalHeight + ' · ' + answer.headers.get('Content-Type') + ' · ' + size(bytes) + ' · ' + millis + ' ms · ' + answer.headers.get('Cache-Status');
}

function drawSample() {
  const canvas = document.createElement('canvas');
  canvas.width = 1600;
  canvas.height = 1067;
  const pen = canvas.getContext('2d');
  const sky = pen.createLinearGradient(0, 0, 0, 1067);
  for (const [stop, colour] of [[0, '#23407a'], [0.5, '#e0815a'], [0.68, '#f7d08a']]) sky.addColorStop(stop, colour);
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 1600, 1067);
  pen.fillStyle = '#fff3c9';
  pen.beginPath();
  pen.arc(1080, 590, 90, 0, 7);
  pen.fill();
  ['#7b4a63', '#54395b', '#33294a', '#1b1b33'].forEach((colour, ridge) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.moveTo(0, 1067);
    for (let x = 0; x <= 1600; x += 8) pen.lineTo(x, 620 + ridge * 105 - Math.sin(x / (90 + ridge * 37) + ridge * 2) * 60 - Math.sin(x / (31 + ridge * 11)) * 18);
    pen.lineTo(1600, 1067);
    pen.fill();
  });
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.92));
}

at('upload').addEventListener('submit', (event) => {
  event.preventDefault();
  const file = at('file').files[0];
  if (!file) return say('Choose a photo first, or let the page draw one.', true);
  store(file, at('name').value.trim() || file.name.normalize('NFC'));
});
at('sample').addEventListener('click', async () => {
  if (!at('upload').reportValidity()) return;
  store(await drawSample(), at('name').value.trim() || 'sample.jpg');
});
at('transform').addEventListener('submit', (event) => {
  event.preventDefault();
  transform();
});
at('chips').replaceChildren(...presets.map((options) => {
  const chip = document.createElement('button');
  chip.type = 'button';
  chip.textContent = options;
  chip.addEventListener('click', () => {
    at('options').value = options;
    transform();
  });
  return chip;
}));
at('curl-upload').textContent = 'curl -T photo.jpg -H "Authorization: Bearer $(cat data/token)" ' + location.origin + '/api/images/photo.jpg';
if (name) show();
`;
