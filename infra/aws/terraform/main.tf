# ImageServer as one Lambda function behind CloudFront, with its originals in a bucket: what ../template.yaml makes.
# test/infra/aws compares the two.

terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

locals {
  here = "arn:${data.aws_partition.current.partition}:cloudfront::${data.aws_caller_identity.current.account_id}"
}

resource "aws_s3_bucket" "images" {
  bucket_prefix = "${var.name}-"
  force_destroy = false

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "images" {
  bucket = aws_s3_bucket.images.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "images" {
  bucket                  = aws_s3_bucket.images.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "images" {
  bucket = aws_s3_bucket.images.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "images" {
  bucket = aws_s3_bucket.images.id
  rule {
    id     = "uploads-in-parts-that-nobody-ended"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
  rule {
    id     = "uploads-that-nobody-completed"
    status = "Enabled"
    filter {
      prefix = "originals//staging/"
    }
    expiration {
      days = 1
    }
  }
  rule {
    id     = "results"
    status = "Enabled"
    filter {
      prefix = "originals//results/"
    }
    expiration {
      days = 30
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "images" {
  bucket = aws_s3_bucket.images.id
  cors_rule {
    allowed_methods = ["GET", "HEAD", "PUT"]
    allowed_origins = var.page_origins
    allowed_headers = ["*"]
    expose_headers  = ["ETag", "Content-Range", "Content-Disposition"]
    max_age_seconds = 7200
  }
}

resource "aws_s3_bucket_policy" "images" {
  bucket = aws_s3_bucket.images.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyOverTls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.images.arn, "${aws_s3_bucket.images.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = false } }
    }]
  })
}

resource "aws_cloudwatch_log_group" "function" {
  name              = "/imageserver/${var.name}"
  retention_in_days = var.log_days
}

resource "aws_iam_role" "function" {
  name_prefix = "${var.name}-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "function" {
  name = "images"
  role = aws_iam_role.function.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
        Resource = "${aws_s3_bucket.images.arn}/originals/*"
      },
      # Without it a name that is not there is 403, not 404.
      {
        Effect   = "Allow"
        Action   = "s3:ListBucket"
        Resource = aws_s3_bucket.images.arn
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.function.arn}:*"
      },
    ]
  })
}

resource "aws_lambda_function" "function" {
  function_name                  = var.name
  description                    = "ImageServer"
  runtime                        = "nodejs24.x"
  handler                        = "main.handler"
  filename                       = var.package
  source_code_hash               = filebase64sha256(var.package)
  architectures                  = [var.architecture]
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  reserved_concurrent_executions = var.reserved_concurrency == 0 ? -1 : var.reserved_concurrency
  role                           = aws_iam_role.function.arn

  ephemeral_storage {
    size = var.scratch_size
  }
  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function.name
  }
  environment {
    variables = {
      IMG_PVOL         = "s3://${aws_s3_bucket.images.id}/originals"
      IMG_TOKEN        = var.token
      IMG_KEYS         = var.keys
      IMG_UNSIGNED     = var.unsigned
      IMG_RESULTS      = var.results_in_bucket
      IMG_CLIENT_HINTS = var.client_hints
    }
  }
}

resource "aws_lambda_function_url" "function" {
  function_name      = aws_lambda_function.function.function_name
  authorization_type = "AWS_IAM"
  invoke_mode        = "RESPONSE_STREAM"
}

# Both are needed since October 2025.
resource "aws_lambda_permission" "url" {
  function_name          = aws_lambda_function.function.function_name
  action                 = "lambda:InvokeFunctionUrl"
  function_url_auth_type = "AWS_IAM"
  principal              = "cloudfront.amazonaws.com"
  source_arn             = "${local.here}:distribution/${aws_cloudfront_distribution.images.id}"
}
resource "aws_lambda_permission" "invoke" {
  function_name = aws_lambda_function.function.function_name
  action        = "lambda:InvokeFunction"
  principal     = "cloudfront.amazonaws.com"
  source_arn    = "${local.here}:distribution/${aws_cloudfront_distribution.images.id}"
}

output "url" {
  value = "https://${aws_cloudfront_distribution.images.domain_name}"
}
output "bucket_name" {
  value = aws_s3_bucket.images.id
}
output "function_name" {
  value = aws_lambda_function.function.function_name
}
output "distribution_id" {
  value = aws_cloudfront_distribution.images.id
}
