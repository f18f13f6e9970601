API=${API:-http://localhost:8000}
JSON='Content-Type: application/json'

TOKEN=$(curl -s $API/api/auth/signup -H "$JSON" \
  -d '{"email": "ada@example.com",
       "password": "Test123!"}' |
  sed 's/.*"token":"\([^"]*\)".*/\1/')
AUTH="Authorization: Bearer $TOKEN"

TASK=$(curl -s $API/api/me/tasks -H "$AUTH" \
  -H "$JSON" -d '{"title":"Buy milk"}' |
  sed 's/.*"id":"\([^"]*\)".*/\1/')

curl -s $API/api/me/tasks -H "$AUTH"
curl -s $API/api/me/tasks/$TASK/complete \
  -X PATCH -H "$AUTH" -H "$JSON" \
  -d '{"completed":true}'
curl -s $API/api/me/tasks/$TASK \
  -X DELETE -H "$AUTH"
