/** How a peer does what is not its framework's: as the documentation shows it, or as we do it ourselves. */
export type Dress = 'usual' | 'tuned'

const { PORT, DATABASE_URL, JWT_SECRET, DATABASE_POOL_MAX, DRESS } = process.env

/** What the bench tells each process that it starts; the names are those of our own server. */
export const settings = {
  host: '127.0.0.1',
  port: Number(PORT),
  databaseUrl: DATABASE_URL ?? '',
  poolMax: Number(DATABASE_POOL_MAX),
  secret: new TextEncoder().encode(JWT_SECRET),
  dress: (DRESS ?? 'usual') as Dress, // told by the bench, which knows no other
}
