import type { IgnoredNames } from '../ignored-names.js'
import type { Fact, ForeignTask } from './imported-task.js'
import {
  hasList,
  isObject,
  type JsonObject,
  names,
  objectIn,
  objectsIn,
  reportOthers,
  textIn,
  textsIn,
} from './json-access.js'
import type { JsonService } from './json-service.js'

/**
 * The JSON export of a Trello board (https://developer.atlassian.com/cloud/trello/guides/rest-api/object-definitions/): cards become tasks,
 * and their labels, list and board become tags. An archived card is completed, because it must not be open.
 */
export const trello: JsonService = {
  matches: (file) =>
    isObject(file) && typeof file.name === 'string' && hasList(file, 'cards') && hasList(file, 'lists'),
  *tasks(file, ignored) {
    const board = file as JsonObject
    reportOthers(board, usedOfBoard, ignored)
    const byId = (name: string) => new Map(objectsIn(board, name).map((item) => [textIn(item, 'id'), item]))
    const lists = byId('lists')
    const members = byId('members')
    const checklists = groupBy(objectsIn(board, 'checklists'), (checklist) => textIn(checklist, 'idCard'))
    const comments = groupBy(
      objectsIn(board, 'actions').filter(({ type }) => type === 'commentCard'),
      (action) => textIn(objectIn(objectIn(action, 'data'), 'card'), 'id'),
    )
    for (const card of objectsIn(board, 'cards')) {
      const id = textIn(card, 'id')
      const list = lists.get(textIn(card, 'idList')) ?? {}
      yield toTask(card, {
        board: textIn(board, 'name'),
        list: textIn(list, 'name'),
        isArchived: card.closed === true || list.closed === true,
        facts: [
          ...textsIn(card, 'idMembers').map((member): Fact => ['Assigned to', nameOf(members.get(member)) ?? member]),
          ...(checklists.get(id) ?? []).flatMap(checkItemsOf),
          ...(comments.get(id) ?? []).reverse().map(commentOf),
        ],
        ignored,
      })
    }
  },
}

const usedOfBoard =
  names(`id nodeId name shortLink shortUrl url cards lists checklists members memberships actions labels labelNames prefs
  limits closed dateClosed dateLastActivity dateLastView datePluginDisable starred subscribed pinned idOrganization idEnterprise
  idBoardSource idMemberCreator idTags invited invitations powerUps premiumFeatures creationMethod creationMethodError
  creationMethodLoadingStartedAt enterpriseOwned ixUpdate templateGallery type nodeId organization`)
const usedOfCard =
  names(`id nodeId name desc descData due dueComplete dueReminder start closed idList idBoard idShort idLabels labels
  idChecklists checklists checkItemStates idMembers members idMembersVoted attachments badges cover idAttachmentCover
  manualCoverAttachment dateLastActivity dateClosed dateCompleted address locationName coordinates email isTemplate limits pos shortLink
  shortUrl url subscribed cardRole mirrorSourceId idMemberCreator creationMethod pinned`)

interface Context {
  readonly board: string | undefined
  readonly list: string | undefined
  readonly isArchived: boolean
  readonly facts: readonly Fact[]
  readonly ignored: IgnoredNames
}

function toTask(card: JsonObject, { board, list, isArchived, facts, ignored }: Context): ForeignTask {
  reportOthers(card, usedOfCard, ignored)
  // A label can have a colour alone.
  const labels = objectsIn(card, 'labels').map((label) => textIn(label, 'name') ?? textIn(label, 'color'))
  const due = textIn(card, 'due')
  const completed = card.dueComplete === true || isArchived
  return {
    title: textIn(card, 'name') ?? '',
    notes: textIn(card, 'desc'),
    tags: [...labels, list, board].filter((tag) => tag !== undefined),
    due: due === undefined ? undefined : { dueAt: due },
    completed,
    completedAt: textIn(card, 'dateCompleted') ?? (isArchived ? textIn(card, 'dateClosed') : undefined),
    createdAt: createdAtOf(textIn(card, 'id')),
    facts: [
      ['Archived', isArchived ? 'yes' : undefined],
      ['Start', textIn(card, 'start')],
      ['Location', textIn(card, 'locationName') ?? textIn(card, 'address')],
      ...facts,
      ...objectsIn(card, 'attachments').map(
        (file): Fact => ['Attachment', [textIn(file, 'name'), textIn(file, 'url')].filter(Boolean).join(' ')],
      ),
    ],
  }
}

/**
 * The first eight hexadecimal digits of an id are the seconds since 1970 at which it was created
 * (https://support.atlassian.com/trello/docs/getting-the-time-a-card-or-board-was-created/).
 */
function createdAtOf(id: string | undefined): string | undefined {
  const [, seconds] = /^([0-9a-f]{8})[0-9a-f]{16}$/i.exec(id ?? '') ?? []
  return seconds === undefined ? undefined : new Date(Number.parseInt(seconds, 16) * 1000).toISOString()
}

function checkItemsOf(checklist: JsonObject): Fact[] {
  const name = textIn(checklist, 'name') ?? 'Checklist'
  return objectsIn(checklist, 'checkItems').map((item) => [
    name,
    `${item.state === 'complete' ? '[x]' : '[ ]'} ${textIn(item, 'name') ?? ''}`,
  ])
}

function commentOf(action: JsonObject): Fact {
  const author = nameOf(objectIn(action, 'memberCreator'))
  const details = [author, textIn(action, 'date')?.slice(0, '2026-11-24'.length)].filter(Boolean).join(', ')
  return [details === '' ? 'Comment' : `Comment (${details})`, textIn(objectIn(action, 'data'), 'text')]
}

function nameOf(member: JsonObject | undefined): string | undefined {
  return member && (textIn(member, 'fullName') ?? textIn(member, 'username'))
}

function groupBy(items: readonly JsonObject[], keyOf: (item: JsonObject) => string | undefined) {
  const groups = new Map<string | undefined, JsonObject[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
