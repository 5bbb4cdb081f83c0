# Who is called when.

locals {
  alarms = {
    errors    = { metric = "Errors", text = "The function fails.", statistic = "Sum", periods = 1, threshold = 5 }
    throttles = { metric = "Throttles", text = "More is asked for than there may be sandboxes.", statistic = "Sum", periods = 1, threshold = 1 }
    duration  = { metric = "Duration", text = "One request in a hundred takes longer than 8 seconds.", statistic = "p99", periods = 3, threshold = 8000 }
  }
}

resource "aws_cloudwatch_metric_alarm" "function" {
  for_each            = local.alarms
  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.text
  namespace           = "AWS/Lambda"
  metric_name         = each.value.metric
  dimensions          = { FunctionName = aws_lambda_function.function.function_name }
  statistic           = each.value.statistic == "Sum" ? "Sum" : null
  extended_statistic  = each.value.statistic == "Sum" ? null : each.value.statistic
  period              = 300
  evaluation_periods  = each.value.periods
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic == "" ? [] : [var.alarm_topic]
}
