#!/bin/sh
# undeny printed this script and never runs it.
# Read it, then run each step with the credentials of the person named there.
# Each document replaces the present one whole; it was made from the recorded answers.
# Where a policy was changed since they were recorded, record again first.
set -eu

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

# arn:aws:iam::111122223333:user/mina was denied s3:GetObject on arn:aws:s3:::orders/2026/march.csv.
# AWS says that no identity-based policy allows it.
# The first fix, verified: the request is then allowed; of 40 other requests tried, none is newly allowed.

# 1. Add arn:aws:s3:::orders/2026/march.csv to Resource in statement ReadOrders of inline policy own of user mina.
#    To be run by the account administrator of 111122223333.
#    This command puts the whole new document in place.
cat > "$directory/document.json" <<'DOCUMENT'
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ReadOrders",
      "Effect": "Allow",
      "Action": [
        "s3:GetObject",
        "s3:ListBucket"
      ],
      "Resource": [
        "arn:aws:s3:::orders",
        "arn:aws:s3:::orders/2026/march.csv"
      ]
    }
  ]
}
DOCUMENT
aws iam put-user-policy --user-name mina --policy-name own --policy-document "file://$directory/document.json"
