# Varnish 6.6 or newer in front of the server, which has IMG_PURGE_KEYS=Surrogate-Key.
#   PURGE with X-Purge-Key: image/{name}   forgets all answers of an image, in every format and size
vcl 4.1;

import std;

backend default {
  .host = "127.0.0.1";
  .port = "8000";
  .connect_timeout = 2s;
  .first_byte_timeout = 30s;
  .probe = {
    .url = "/readyz";
    .interval = 1s;
    .timeout = 1s;
    .window = 3;
    .threshold = 2;
    .initial = 2;
  }
}

acl may_purge {
  "127.0.0.0"/8;
  "10.0.0.0"/8;
  "172.16.0.0"/12;
  "192.168.0.0"/16;
}

sub vcl_recv {
  if (req.method == "PURGE") {
    if (client.ip !~ may_purge) { return (synth(403)); }
    if (req.http.X-Purge-Key !~ "^[^\s]+$") { return (synth(400)); }
    # Keys are percent-encoded, and separated by spaces. \Q and \E: what is in between is no pattern.
    if (std.ban("obj.http.Surrogate-Key ~ (^|\s)\Q" + req.http.X-Purge-Key + "\E(\s|$)")) {
      return (synth(200));
    }
    return (synth(500, std.ban_error()));
  }

  # Of no concern to the world.
  if (req.url ~ "^/(metrics|readyz)$") { return (synth(404)); }

  if (req.url !~ "^/(img|original)/" || (req.method != "GET" && req.method != "HEAD")) { return (pass); }

  # Accept, folded to what the server can answer with: hundreds of spellings become four. A type that is refused (q=0) is
  # not taken. The answer's Vary then does the rest.
  set req.http.X-Folded = "";
  if (req.http.Accept ~ "(?i)(?:^|,)\s*image/avif\s*(?:;(?!\s*q=0(?:\.0{0,3})?\s*(?:[;,]|$))[^,;]*)*(?:,|$)") {
    set req.http.X-Folded = "image/avif,";
  }
  if (req.http.Accept ~ "(?i)(?:^|,)\s*image/webp\s*(?:;(?!\s*q=0(?:\.0{0,3})?\s*(?:[;,]|$))[^,;]*)*(?:,|$)") {
    set req.http.X-Folded = req.http.X-Folded + "image/webp,";
  }
  set req.http.Accept = req.http.X-Folded + "*/*";
  unset req.http.X-Folded;
  unset req.http.Cookie;

  # Fresh where the server is there, for as long as stale answers are kept where it is not.
  if (std.healthy(req.backend_hint)) { set req.grace = 10s; }
  return (hash);
}

# The target alone: what else an answer depends on is in its Vary, and the host changes nothing.
sub vcl_hash {
  hash_data(req.url);
  return (lookup);
}

sub vcl_backend_response {
  set beresp.grace = 7d;
  # A failure takes no picture's place. With a stale one at hand that is shown.
  if (beresp.status >= 500) {
    if (bereq.is_bgfetch) { return (abandon); }
    set beresp.ttl = 0s;
    set beresp.grace = 0s;
    set beresp.uncacheable = true;
  }
}

sub vcl_deliver {
  set resp.http.X-Cache = "MISS";
  if (obj.hits > 0) { set resp.http.X-Cache = "HIT"; }
  unset resp.http.Surrogate-Key;
  unset resp.http.Via;
  unset resp.http.X-Varnish;
}
