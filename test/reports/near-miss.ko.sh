#!/bin/sh
# 이 스크립트는 undeny가 출력했으며, undeny는 이 스크립트를 실행하지 않습니다.
# 내용을 읽은 뒤 각 단계를 거기에 적힌 담당자의 자격 증명으로 실행하세요.
# 문서는 기록된 응답으로 만들었으며, 지금 있는 문서 전체를 대신합니다.
# 기록한 뒤에 정책이 바뀌었다면 먼저 다시 기록하세요.
set -eu

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT

# arn:aws:iam::111122223333:user/mina 보안 주체가 요청한 arn:aws:s3:::orders/2026/march.csv 리소스의 s3:GetObject 작업을 AWS가 거부했습니다.
# AWS는 이 작업을 허용하는 자격 증명 기반 정책이 없다고 알렸습니다.
# 첫 번째 해결책입니다. 검증됨: 요청이 허용됩니다. 함께 시험한 다른 요청 40건 중 새로 허용되는 것은 없습니다.

# 1. mina 사용자의 own 인라인 정책의 ReadOrders 문의 Resource 요소에 arn:aws:s3:::orders/2026/march.csv 값을 추가하세요.
#    실행할 사람: 111122223333 계정의 관리자
#    이 명령은 새 문서 전체를 적용합니다.
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
