// CloudFront Function (runtime 2.0), event viewer-request: folds what a client says of itself (Accept, DPR, width) to what the
// server can answer with, so that the cache policy beside this file, which has these headers in its key, holds few answers
// of a URL instead of hundreds. The URL stays as it is: signatures are over it. ES 5.1 and const, arrow functions, includes.

// As the server's usual IMG_LADDER, and its densities. With another ladder, that one has to stand here.
const widths = [20, 40, 60, 120, 250, 330, 500, 640, 828, 960, 1080, 1200, 1280, 1920, 2048, 3840];
const densities = [1, 1.5, 2, 3];

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name.
function handler(event) {
  const request = event.request;
  const headers = request.headers;
  const open = leftOpen(request.uri);
  headers.accept = { value: open.format ? foldedAccept(textOf(headers.accept)) : '*/*' };
  const density = /^\d{1,2}(\.\d{1,9})?$/.exec(textOf(headers['sec-ch-dpr'] || headers.dpr));
  say(headers, ['sec-ch-dpr', 'dpr'], open.density && density ? nextOf(densities, Number(density[0])) : 0);
  const width = /^\d{1,5}$/.exec(textOf(headers['sec-ch-width'] || headers.width));
  say(
    headers,
    ['sec-ch-width', 'width'],
    open.width && width && Number(width[0]) ? nextOf(widths, Number(width[0])) : 0,
  );
  return request;
}

// What a URL leaves to the client. Of a named pipeline, encoded options and other dialects nothing is known: everything.
function leftOpen(uri) {
  if (/^\/(original|download)\//.test(uri)) return { format: false, density: false, width: false };
  const options = /^\/img\/([^/%]*)\//.exec(uri);
  if (!options || /(^|[,~])p(ipeline)?=/.test(options[1])) return { format: true, density: true, width: true };
  return {
    format: /(^|[,~])f(ormat)?=auto/.test(options[1]),
    density: /(^|[,~])dpr=auto/.test(options[1]),
    width: /(^|[,~])w(idth)?=auto/.test(options[1]),
  };
}

function foldedAccept(accept) {
  const taken = accept
    .toLowerCase()
    .split(',')
    .map((element) => element.split(';').map((part) => part.trim()))
    .filter((parts) => !parts.slice(1).some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter)))
    .map((parts) => parts[0]);
  const formats = ['image/avif', 'image/webp'].filter((type) => taken.includes(type));
  return formats.concat('*/*').join(',');
}

function nextOf(steps, value) {
  return steps.find((step) => step >= value) || steps[steps.length - 1];
}

// Under its first name, or not at all.
function say(headers, names, value) {
  names.forEach((name) => {
    delete headers[name];
  });
  if (value) headers[names[0]] = { value: String(value) };
}

// A header that was sent more than once.
function textOf(header) {
  if (!header) return '';
  return header.multiValue ? header.multiValue.map((one) => one.value).join(',') : header.value;
}
