import type { NextConfig } from 'next'

const { API_URL = 'http://localhost:8000' } = process.env

/** Serves the API at the origin of the pages, so that the cookie of the session is a first-party cookie. */
const config: NextConfig = {
  rewrites: async () => [{ source: '/api/:path*', destination: `${API_URL}/api/:path*` }],
  transpilePackages: ['@taskpact/example-components'],
  // A command of its own checks the types.
  typescript: { ignoreBuildErrors: true },
}

export default config
