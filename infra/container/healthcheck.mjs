// HEALTHCHECK of the image: 0 where the server answers. Whether it is ready is for orchestrators to ask (/readyz).
const answer = await fetch(`http://127.0.0.1:${process.env.PORT ?? 8000}/healthz`, {
  signal: AbortSignal.timeout(2000),
}).catch(() => undefined);
process.exit(answer?.ok ? 0 : 1);
