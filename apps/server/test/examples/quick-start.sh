API=${API:-http://localhost:8000}
JSON='content-type: application/json'

TOKEN=$(curl -s $API/api/auth/signup -H "$JSON" -d '{"email":"ada@example.com","password":"Test123!"}' |
  sed 's/.*"token":"\([^"]*\)".*/\1/')
TASK=$(curl -s $API/api/me/tasks -H "Authorization: Bearer $TOKEN" -H "$JSON" -d '{"title":"Buy milk"}' |
  sed 's/.*"id":"\([^"]*\)".*/\1/')

curl -s $API/api/me/tasks -H "Authorization: Bearer $TOKEN"
curl -s -X PATCH $API/api/me/tasks/$TASK/complete -H "Authorization: Bearer $TOKEN" -H "$JSON" -d '{"completed":true}'
curl -s -X DELETE $API/api/me/tasks/$TASK -H "Authorization: Bearer $TOKEN"
