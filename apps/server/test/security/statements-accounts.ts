/** Statements on accounts that no test holds, or that are followed in part only, and why. */
export const reasons: Readonly<Record<string, string>> = {
  P3: 'Off by default, so that the password of the examples works: PASSWORD_BLOCKLIST=common turns it on. The e-mail address is always refused; the name of the product is not on the list.',
  P9: 'There are no accounts that are unverified or locked: an address is known or not, and its password right or wrong.',
  P11: 'Sign-up tells that an address is taken: without mail to confirm it, hiding that would leave its owner without an answer.',
  P16: 'There is no operation that changes an e-mail address.',
  P17: 'There is no reset of passwords, which needs mail.',
}
