# What stands before the function.

resource "aws_cloudfront_origin_access_control" "function" {
  name                              = "${var.name}-function"
  origin_access_control_origin_type = "lambda"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_cache_policy" "folded" {
  name        = "${var.name}-folded"
  min_ttl     = 0
  default_ttl = 0
  max_ttl     = 31536000

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_gzip   = false
    enable_accept_encoding_brotli = false
    headers_config {
      header_behavior = "whitelist"
      headers {
        items = ["Accept", "Sec-CH-DPR", "Sec-CH-Width"]
      }
    }
    cookies_config {
      cookie_behavior = "none"
    }
    query_strings_config {
      query_string_behavior = "all"
    }
  }
}

resource "aws_cloudfront_function" "fold_request" {
  name    = "${var.name}-fold-request"
  comment = "Folds Accept, DPR and width into few cache keys."
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = file("${path.module}/../../cdn/cloudfront/fold-request.mjs")
}

resource "aws_cloudfront_distribution" "images" {
  enabled         = true
  comment         = "ImageServer"
  http_version    = "http2and3"
  is_ipv6_enabled = true
  price_class     = var.price_class
  aliases         = var.alias == "" ? [] : [var.alias]

  viewer_certificate {
    cloudfront_default_certificate = var.alias == "" ? true : null
    acm_certificate_arn            = var.alias == "" ? null : var.certificate
    ssl_support_method             = var.alias == "" ? null : "sni-only"
    minimum_protocol_version       = var.alias == "" ? null : "TLSv1.2_2021"
  }

  origin {
    origin_id                = "function"
    domain_name              = split("/", aws_lambda_function_url.function.function_url)[2]
    origin_access_control_id = aws_cloudfront_origin_access_control.function.id
    custom_origin_config {
      http_port                = 80
      https_port               = 443
      origin_protocol_policy   = "https-only"
      origin_ssl_protocols     = ["TLSv1.2"]
      origin_read_timeout      = 60
      origin_keepalive_timeout = 60
    }
  }

  dynamic "origin" {
    for_each = var.failover_domain == "" ? [] : [var.failover_domain]
    content {
      origin_id   = "failover"
      domain_name = origin.value
      custom_origin_config {
        http_port              = 80
        https_port             = 443
        origin_protocol_policy = "https-only"
        origin_ssl_protocols   = ["TLSv1.2"]
        origin_read_timeout    = 60
      }
    }
  }

  dynamic "origin_group" {
    for_each = var.failover_domain == "" ? [] : ["either"]
    content {
      origin_id = origin_group.value
      failover_criteria {
        status_codes = [500, 502, 503, 504]
      }
      member {
        origin_id = "function"
      }
      member {
        origin_id = "failover"
      }
    }
  }

  # Pictures. The origin sees of a request what is in the key, and nothing else, so no answer can be another one's.
  default_cache_behavior {
    target_origin_id       = var.failover_domain == "" ? "function" : "either"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD", "OPTIONS"]
    cached_methods         = ["GET", "HEAD"]
    compress               = false
    cache_policy_id        = aws_cloudfront_cache_policy.folded.id
    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.fold_request.arn
    }
  }

  # The management API: everything goes through, nothing is kept. The token is X-Api-Key: Authorization is CloudFront's own.
  ordered_cache_behavior {
    path_pattern           = "/api/*"
    target_origin_id       = "function"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"]
    cached_methods         = ["GET", "HEAD"]
    compress               = false
    # CachingDisabled and AllViewerExceptHostHeader, which AWS keeps.
    cache_policy_id          = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    origin_request_policy_id = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
}
