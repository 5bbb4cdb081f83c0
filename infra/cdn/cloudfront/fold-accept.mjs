// CloudFront Function (runtime 2.0), event viewer-request: folds Accept to what the server can answer with, so that the cache
// policy beside this file, which has Accept in its key, holds at most four answers of a URL instead of hundreds.
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by this name.
function handler(event) {
  const request = event.request;
  const accept = request.headers.accept ? request.headers.accept.value : '';
  const taken = accept
    .toLowerCase()
    .split(',')
    .map((element) => element.split(';').map((part) => part.trim()))
    .filter((parts) => !parts.slice(1).some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter)))
    .map((parts) => parts[0]);
  const formats = ['image/avif', 'image/webp'].filter((type) => taken.includes(type));
  request.headers.accept = { value: formats.concat('*/*').join(',') };
  return request;
}
