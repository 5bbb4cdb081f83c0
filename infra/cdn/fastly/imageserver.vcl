# Fastly VCL snippets. The server says IMG_PURGE_KEYS=Surrogate-Key; purge with POST /service/{id}/purge/image%2F{name}.

# Snippet of type recv. Fastly honours Vary, so a folded Accept is all that it takes. accept.media_lookup knows weights.
sub vcl_recv {
  if (req.url.path ~ "^/(img|original)/" && (req.method == "GET" || req.method == "HEAD")) {
    declare local var.accept STRING;
    set var.accept = "";
    if (accept.media_lookup("image/avif", "-", "", req.http.Accept) == "image/avif" && req.http.Accept ~ "(?i)image/avif") {
      set var.accept = "image/avif,";
    }
    if (accept.media_lookup("image/webp", "-", "", req.http.Accept) == "image/webp" && req.http.Accept ~ "(?i)image/webp") {
      set var.accept = var.accept "image/webp,";
    }
    set req.http.Accept = var.accept "*/*";
    unset req.http.Cookie;
  } else {
    return(pass);
  }
}

# Snippet of type fetch: a failure takes no picture's place where a stale one is at hand.
sub vcl_fetch {
  set beresp.stale_if_error = 7d;
  if (beresp.status >= 500 && beresp.status < 600 && stale.exists) { return(deliver_stale); }
}

# Snippet of type error: the server cannot be reached at all.
sub vcl_error {
  if (obj.status >= 500 && obj.status < 600 && stale.exists) { return(deliver_stale); }
}
