import base64, hashlib, http.server, json, os, secrets
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

SERVER = os.environ.get("API", "http://localhost:8000")
CLIENT_ID = os.environ.get("CLIENT_ID", "desktop")


class Callback(http.server.BaseHTTPRequestHandler):
    """Receives the parameters of the redirect URI."""

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        self.server.result = {name: values[0] for name, values in query.items()}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"You can close this page.")

    def log_message(self, *args):
        pass  # the line would contain the code


def post(url, **parameters):
    body = urlencode({"client_id": CLIENT_ID, **parameters}).encode()
    with urlopen(Request(url, body)) as response:
        text = response.read()
        return json.loads(text) if text else None


def refresh():
    """Each refresh token is for one use: store the new one before you delete the old one."""
    global tokens
    tokens = post(metadata["token_endpoint"], grant_type="refresh_token", refresh_token=tokens["refresh_token"])


def call(path, body=None):
    """Sends a request of the API, again with a new token if the token has expired."""
    for attempt in (1, 2):
        headers = {"Authorization": "Bearer " + tokens["access_token"], "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(Request(SERVER + path, data, headers)) as response:
                return json.load(response)
        except HTTPError as error:
            if error.code != 401 or attempt == 2:
                raise
            refresh()


# The endpoints of the server (RFC 8414).
with urlopen(SERVER + "/.well-known/oauth-authorization-server") as response:
    metadata = json.load(response)

# The redirect URI is on a free port of this computer (RFC 8252).
listener = http.server.HTTPServer(("127.0.0.1", 0), Callback)
redirect_uri = f"http://127.0.0.1:{listener.server_port}/callback"

# Only this program knows the verifier, so a stolen code is useless (RFC 7636).
verifier = secrets.token_urlsafe(32)
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
state = secrets.token_urlsafe(16)
authorization_request = {
    "response_type": "code",
    "client_id": CLIENT_ID,
    "redirect_uri": redirect_uri,
    "scope": "tasks:write",
    "resource": SERVER + "/api",
    "state": state,
    "code_challenge": challenge,
    "code_challenge_method": "S256",
}
print("Open", metadata["authorization_endpoint"] + "?" + urlencode(authorization_request), flush=True)

listener.handle_request()
listener.server_close()
result = listener.result
if result.get("state") != state or result.get("iss") != metadata["issuer"]:
    raise SystemExit("Not from this request")
if "error" in result:
    raise SystemExit(result["error"] + ": " + result.get("error_description", ""))

tokens = post(
    metadata["token_endpoint"],
    grant_type="authorization_code",
    code=result["code"],
    redirect_uri=redirect_uri,
    code_verifier=verifier,
)

call("/api/me/tasks", {"title": "Buy milk"})
refresh()  # as `call` does when the access token has expired
for task in call("/api/me/tasks")["items"]:
    print(task["title"])

# When the user signs out of the program.
post(metadata["revocation_endpoint"], token=tokens["refresh_token"])
print("Disconnected")
