// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,emailVerified,name,createdAt"
const flag5: FlagRow = ["name","text?"]
const flag6: FlagRow = ["password","secret"]
const names7: string = "exportedAt,user,sessions,tokens,identities,events,tasks"
const flag8: FlagRow = ["email","text!","","ada@example.com"]
const flag9: FlagRow = ["limit","integer"]
const flag10: FlagRow = ["cursor","text"]
const names11: string = "id,createdAt,lastUsedAt,userAgent,ip,current"
const flag12: FlagRow = ["sessionId","text@"]
const names13: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt"
const flag14: FlagRow = ["name","text!","","Backup script"]
const flag15: FlagRow = ["scopes","list!","tasks:read|tasks:write|account:read","tasks:read"]
const flag16: FlagRow = ["expiresInDays","integer"]
const names17: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt,token"
const flag18: FlagRow = ["tokenId","text@"]
const names19: string = "id,name"
const names20: string = "id,provider,email,createdAt,lastUsedAt"
const flag21: FlagRow = ["identityId","text@"]
const names22: string = "id,kind,sessionId,ip,at"
const flag23: FlagRow = ["status","text","all|pending|completed"]
const flag24: FlagRow = ["priority","list","none|low|medium|high"]
const flag25: FlagRow = ["tags","list"]
const flag26: FlagRow = ["due","text","today|tomorrow|week|overdue|none"]
const flag27: FlagRow = ["dueBefore","text"]
const flag28: FlagRow = ["dueAfter","text"]
const flag29: FlagRow = ["overdue","boolean"]
const flag30: FlagRow = ["timeZone","text"]
const flag31: FlagRow = ["search","text"]
const flag32: FlagRow = ["trashed","boolean"]
const flag33: FlagRow = ["sort","text","created|updated|due|priority|title"]
const flag34: FlagRow = ["order","text","asc|desc"]
const names35: string = "id,userId,title,description,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const names36: string = "id,title,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const flag37: FlagRow = ["title","text!","","Buy milk"]
const flag38: FlagRow = ["id","text"]
const flag39: FlagRow = ["description","text?"]
const flag40: FlagRow = ["priority","text?","none|low|medium|high"]
const flag41: FlagRow = ["tags","list?"]
const flag42: FlagRow = ["dueDate","text?"]
const flag43: FlagRow = ["dueAt","text?"]
const flag44: FlagRow = ["idempotencyKey","text"]
const flag45: FlagRow = ["operations","json!","","[object Object]"]
const flag46: FlagRow = ["atomic","boolean"]
const names47: string = "status,task,problem"
const names48: string = "status,task.id,task.title,problem.title,problem.detail,problem.code"
const flag49: FlagRow = ["format","text","json|csv|ics"]
const flag50: FlagRow = ["bom","boolean"]
const flag51: FlagRow = ["format","text","json|csv|ics|auto|google|microsoft|trello|vikunja|super-productivity|taskwarrior|tasks-org|todoist|ticktick"]
const flag52: FlagRow = ["dateOrder","text","dmy|mdy|ymd"]
const names53: string = "created,updated,revision,failed,ignored"
const names54: string = "total,pending,completed,overdue,dueToday,byPriority,byTag"
const flag55: FlagRow = ["since","text"]
const flag56: FlagRow = ["wait","integer"]
const names57: string = "revision,type,task,id,deletedAt"
const names58: string = "revision,type,id,deletedAt,task.id,task.title"
const flag59: FlagRow = ["taskId","text@"]
const flag60: FlagRow = ["title","text"]
const flag61: FlagRow = ["completed","boolean"]
const flag62: FlagRow = ["ifMatch","integer"]
const flag63: FlagRow = ["completed","boolean","true|false|toggle"]

const rows: readonly CommandRow[] = [
  ["system health", [], {"public":true}, names1],
  ["system live", [], {"public":true}, names2],
  ["system ready", [], {"public":true}, names3],
  ["auth signout", [], {"output":"none","changes":true}],
  ["auth me", [], {}, names4],
  ["auth update-me", [flag5], {"changes":true}, names4],
  ["auth delete-me", [flag6], {"output":"none","changes":true,"destroys":true}],
  ["auth export-me", [], {}, names7],
  ["auth change-email", [flag8, flag6], {"output":"none","changes":true}],
  ["auth sessions list", [flag9, flag10], {"rows":"items","cursor":"cursor"}, names11, names11],
  ["auth sessions revoke", [flag12], {"output":"none","changes":true,"destroys":true}],
  ["auth sessions revoke-others", [], {"output":"none","changes":true,"destroys":true}],
  ["auth tokens list", [flag9, flag10], {"rows":"items","cursor":"cursor"}, names13, names13],
  ["auth tokens create", [flag14, flag15, flag16, flag6], {"changes":true}, names17],
  ["auth tokens revoke", [flag18], {"output":"none","changes":true,"destroys":true}],
  ["auth identities providers", [], {"public":true,"rows":"items"}, names19, names19],
  ["auth identities list", [], {"rows":"items"}, names20, names20],
  ["auth identities unlink", [flag21, flag6], {"output":"none","changes":true}],
  ["auth events list", [flag9, flag10], {"rows":"items","cursor":"cursor"}, names22, names22],
  ["tasks list", [flag23, flag24, flag25, flag26, flag27, flag28, flag29, flag30, flag31, flag32, flag33, flag34, flag9, flag10], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names35, names36],
  ["tasks create", [flag37, flag38, flag39, flag40, flag41, flag42, flag43, flag44], {"changes":true}, names35],
  ["tasks batch", [flag45, flag46, flag44], {"changes":true,"list":"operations","rows":"results"}, names47, names48],
  ["tasks export", [flag49, flag50], {"output":"file"}],
  ["tasks import", [flag51, flag52, flag44], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names53],
  ["tasks stats", [flag30], {"watch":"tasks.changes"}, names54],
  ["tasks changes", [flag55, flag9, flag56], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names57, names58],
  ["tasks watch", [flag55], {"operation":"tasks.changes","rows":"items","cursor":"since","watch":"tasks.changes","watches":true,"defaults":{"since":"latest"}}, names57, names58],
  ["tasks get", [flag59], {"watch":"tasks.changes"}, names35],
  ["tasks update", [flag59, flag60, flag39, flag40, flag41, flag42, flag43, flag61, flag62], {"changes":true}, names35],
  ["tasks complete", [flag59, flag63, flag62], {"changes":true}, names35],
  ["tasks remove", [flag59, flag62], {"output":"none","changes":true}],
  ["tasks restore", [flag59, flag62, flag44], {"changes":true}, names35],
  ["tasks purge", [flag59], {"output":"none","changes":true,"destroys":true}],
]

export const commands = rows.map(toCommand)

/** Why the other operations have no command. */
export const excluded: Readonly<Record<string, string>> = {
  "auth.signup": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.signin": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.refresh": "It renews the tokens of a session. A personal access token needs no renewal.",
  "auth.session": "It reads the cookie of a browser. Use `taskpact whoami`.",
  "auth.changePassword": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.verifyEmail": "It belongs to a page in a browser. Use the app.",
  "auth.resendVerification": "It belongs to a page in a browser. Use the app.",
  "auth.requestPasswordReset": "It belongs to a page in a browser. Use the app.",
  "auth.resetPassword": "It belongs to a page in a browser. Use the app.",
  "auth.confirmEmail": "It belongs to a page in a browser. Use the app.",
  "auth.undoEmailChange": "It belongs to a page in a browser. Use the app.",
  "auth.requestSignInLink": "It belongs to a page in a browser. Use the app.",
  "auth.signInWithLink": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.identities.beginSignIn": "It belongs to a page in a browser. Use the app.",
  "auth.identities.signIn": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.identities.beginLink": "It belongs to a page in a browser. Use the app.",
  "auth.identities.link": "It belongs to a page in a browser. Use the app."
}

/** Exit codes by HTTP status. */
export const exitCodesByStatus: Readonly<Record<number, number>> = {"400":2,"401":4,"403":4,"404":5,"409":6,"412":6,"429":7,"503":8}

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = {"quota_exceeded":1}

/** The cursor of later changes. */
export const latestCursor = "latest"
