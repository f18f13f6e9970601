import { describe, expect, it } from 'vitest'
import { onDemand } from './on-demand.js'

interface Tree {
  (): string
  readonly [key: string]: Tree
}

const open = (known: object = {}) => onDemand('auth', (name) => () => name, known as unknown as Tree)

describe('onDemand', () => {
  it('creates operations and groups by their whole name', () => {
    const tree = open()

    expect(tree.exportMe?.()).toBe('auth.exportMe')
    expect(tree.tokens?.list?.()).toBe('auth.tokens.list')
  })

  it('creates each of them once', () => {
    const tree = open()

    expect(tree.tokens).toBe(tree.tokens)
    expect(tree.tokens?.list).toBe(tree.tokens?.list)
  })

  it('keeps what is known', () => {
    const me = () => 'known'

    expect(open({ me }).me).toBe(me)
    expect(open().tokens?.call).toBe(Function.prototype.call)
  })

  it('can be awaited, converted to JSON and to text, and inspected', async () => {
    const tree = open({ me: 'known' })

    expect(await tree).toBe(tree)
    expect(JSON.stringify({ tree })).toBe('{"tree":{"me":"known"}}')
    expect(String(tree)).toBe('[object Object]')
    expect(Object.keys(tree)).toEqual(['me'])
  })

  it.each(['then', 'toJSON', '$$typeof', '__v_isRef', '_owner', '0', Symbol.iterator, Symbol.toPrimitive])(
    'has no %s',
    (key) => {
      const tree = open()

      expect(Reflect.get(tree, key)).toBeUndefined()
      expect(Reflect.get(tree.tokens as Tree, key)).toBeUndefined()
    },
  )
})
