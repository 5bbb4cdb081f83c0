# The parameters of ../template.yaml, in the words of Terraform.

variable "name" {
  description = "Begins the names of everything."
  type        = string
  default     = "imageserver"
}

variable "token" {
  description = "Token of the management API (IMG_TOKEN), sent as X-Api-Key."
  type        = string
  sensitive   = true
}

variable "keys" {
  description = "Keys of signed URLs (IMG_KEYS), kid:hexkey,…; none without it."
  type        = string
  sensitive   = true
  default     = ""
}

variable "package" {
  description = "The zip of npm run lambda."
  type        = string
  default     = "../../../dist/lambda-arm64.zip"
}

variable "unsigned" {
  description = "What unsigned URLs may ask for (IMG_UNSIGNED)."
  type        = string
  default     = "ladder"
}

variable "results_in_bucket" {
  description = "Whether finished results are kept in the bucket (IMG_RESULTS)."
  type        = string
  default     = "off"
}

variable "client_hints" {
  description = "What browsers may hint at (IMG_CLIENT_HINTS), of what the function folds."
  type        = string
  default     = ""
}

variable "architecture" {
  description = "That of the zip: arm64 or x86_64."
  type        = string
  default     = "arm64"
}

variable "memory_size" {
  description = "MB; 1769 are one vCPU."
  type        = number
  default     = 1769
}

variable "timeout" {
  description = "Seconds. CloudFront waits for 60 at most."
  type        = number
  default     = 30
}

variable "scratch_size" {
  description = "MB of /tmp, for finished results (eVol) and uploads on their way."
  type        = number
  default     = 1024
}

variable "reserved_concurrency" {
  description = "Sandboxes at most; 0 is the account's own bound."
  type        = number
  default     = 0
}

variable "log_days" {
  description = "How long logs are kept."
  type        = number
  default     = 30
}

variable "page_origins" {
  description = "Origins of pages that put files into the bucket, or read large originals by scripts."
  type        = list(string)
  default     = ["*"]
}

variable "alarm_topic" {
  description = "ARN of an SNS topic that hears of alarms; none without it."
  type        = string
  default     = ""
}

variable "alias" {
  description = "A host name of your own; needs a certificate."
  type        = string
  default     = ""
}

variable "certificate" {
  description = "ARN of its certificate, in us-east-1."
  type        = string
  default     = ""
}

variable "failover_domain" {
  description = "Host name of another server over the same images, asked where this one answers 500 to 504."
  type        = string
  default     = ""
}

variable "price_class" {
  description = "Where CloudFront answers from."
  type        = string
  default     = "PriceClass_100"
}
