#!/bin/sh
# A deadline reminder with curl and jq.
#
#   altinn-mock serve &
#   ALTINN_MOCK_URL=http://localhost:5090 sh examples/shell/reminder.sh
set -eu

world="${ALTINN_MOCK_URL:-http://localhost:5090}/w/shell-example-$$"

call() { # METHOD PATH [JSON]
  curl --silent --show-error --fail-with-body --request "$1" "$world$2" \
    --header 'Content-Type: application/json' ${3:+--data "$3"}
}

call POST /_mock/reset '{"now": "2026-01-05T19:00:00Z", "mode": "frozen"}'
trap 'call DELETE /_mock' EXIT

shipment=$(call POST /notifications/api/v1/future/orders '{
  "idempotencyId": "deadline-1",
  "recipient": {
    "recipientSms": {"phoneNumber": "+4799999999", "smsSettings": {"body": "Fristen er i morgen"}}
  }
}' | jq --raw-output .notification.shipmentId)

call POST /_mock/clock/advance '{"by": "PT10H"}' | jq --raw-output '"It is \(.now)."'
call GET /_mock/pending | jq --raw-output '.notifications[] | "Pending until \(.expectedSendTime): \(.because)."'

call POST /_mock/clock/advance '{"until": "idle"}' >/dev/null
call GET "/_mock/inbox?shipmentId=$shipment" | jq --raw-output '.messages[] | "\(.sentAt) to \(.to): \(.body)"'

status=$(call GET "/notifications/api/v1/future/shipment/$shipment" | jq --raw-output .status)
echo "The shipment is $status."
test "$status" = Order_Completed
