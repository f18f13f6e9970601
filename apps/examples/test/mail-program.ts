import { startMailServer } from '@taskpact/testing/mail-server'

/** A message to this program: the next mail to this address is received, but the reply to its sender is lost. */
export interface LoseReply {
  readonly loseReplyTo: string
}

const loseReplyTo = new Set<string>()
const server = await startMailServer({ port: Number(process.env.SMTP_PORT ?? 0) })
server.receive((mail) => {
  process.send?.({ mail })
  return loseReplyTo.delete(mail.to) ? 'late' : 'accept'
})
process.on('message', (message: LoseReply) => loseReplyTo.add(message.loseReplyTo))
process.on('disconnect', () => process.exit())
process.send?.({ url: server.url })
