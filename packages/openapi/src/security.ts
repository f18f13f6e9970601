import type { OpenAPIV3_1 } from 'openapi-types'

/** How a caller says who it is. */
export const bearer: OpenAPIV3_1.SecuritySchemeObject = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: `An access token: a JWT, verified as RFC8725 asks. \`POST /api/auth/signup\` and \`POST /api/auth/signin\` give one as
\`token\`, with the moment at which it ends as \`expiresAt\`, and a \`refreshToken\` that is good for the next one. It is refused
from the moment on at which its session ends.`,
}
