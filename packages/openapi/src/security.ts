import type { OpenAPIV3_1 } from 'openapi-types'

/** The security scheme of operations with `access: 'user'`. */
export const bearer: OpenAPIV3_1.SecuritySchemeObject = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: `Access token: a JWT, verified according to RFC8725. \`POST /api/auth/signup\` and \`POST /api/auth/signin\` return it as
\`token\`, with its expiration time as \`expiresAt\` and a \`refreshToken\` to get the next one. It becomes invalid when its session
ends.`,
}
