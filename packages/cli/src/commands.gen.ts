// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,emailVerified,name,createdAt"
const flag5: FlagRow = ["name","text?"]
const flag6: FlagRow = ["password","secret"]
const names7: string = "exportedAt,user,secondFactor,sessions,tokens,events,tasks"
const flag8: FlagRow = ["email","text!","","ada@example.com"]
const flag9: FlagRow = ["code","text"]
const flag10: FlagRow = ["recoveryCode","secret"]
const names11: string = "confirmedUntil"
const names12: string = "totp,recoveryCodesLeft"
const names13: string = "secret,uri"
const flag14: FlagRow = ["code","text!","","123456"]
const names15: string = "recoveryCodes"
const flag16: FlagRow = ["limit","integer"]
const flag17: FlagRow = ["cursor","text"]
const names18: string = "id,createdAt,lastUsedAt,userAgent,ip,current"
const flag19: FlagRow = ["sessionId","text@"]
const names20: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt"
const flag21: FlagRow = ["name","text!","","Backup script"]
const flag22: FlagRow = ["scopes","list!","tasks:read|tasks:write|account:read","tasks:read"]
const flag23: FlagRow = ["expiresInDays","integer"]
const names24: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt,token"
const flag25: FlagRow = ["tokenId","text@"]
const names26: string = "id,kind,sessionId,ip,at"
const flag27: FlagRow = ["status","text","all|pending|completed"]
const flag28: FlagRow = ["priority","list","none|low|medium|high"]
const flag29: FlagRow = ["tags","list"]
const flag30: FlagRow = ["due","text","today|tomorrow|week|overdue|none"]
const flag31: FlagRow = ["dueBefore","text"]
const flag32: FlagRow = ["dueAfter","text"]
const flag33: FlagRow = ["overdue","boolean"]
const flag34: FlagRow = ["timeZone","text"]
const flag35: FlagRow = ["search","text"]
const flag36: FlagRow = ["trashed","boolean"]
const flag37: FlagRow = ["sort","text","created|updated|due|priority|title"]
const flag38: FlagRow = ["order","text","asc|desc"]
const names39: string = "id,userId,title,description,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const names40: string = "id,title,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const flag41: FlagRow = ["title","text!","","Buy milk"]
const flag42: FlagRow = ["id","text"]
const flag43: FlagRow = ["description","text?"]
const flag44: FlagRow = ["priority","text?","none|low|medium|high"]
const flag45: FlagRow = ["tags","list?"]
const flag46: FlagRow = ["dueDate","text?"]
const flag47: FlagRow = ["dueAt","text?"]
const flag48: FlagRow = ["idempotencyKey","text"]
const flag49: FlagRow = ["operations","json!","","[object Object]"]
const flag50: FlagRow = ["atomic","boolean"]
const names51: string = "status,task,problem"
const names52: string = "status,task.id,task.title,problem.title,problem.detail,problem.code"
const flag53: FlagRow = ["format","text","json|csv|ics"]
const flag54: FlagRow = ["bom","boolean"]
const flag55: FlagRow = ["format","text","json|csv|ics|auto|google|microsoft|trello|vikunja|super-productivity|taskwarrior|tasks-org|todoist|ticktick"]
const flag56: FlagRow = ["dateOrder","text","dmy|mdy|ymd"]
const names57: string = "created,updated,revision,failed,ignored"
const names58: string = "total,pending,completed,overdue,dueToday,byPriority,byTag"
const flag59: FlagRow = ["since","text"]
const flag60: FlagRow = ["wait","integer"]
const names61: string = "revision,type,task,id,deletedAt"
const names62: string = "revision,type,id,deletedAt,task.id,task.title"
const flag63: FlagRow = ["taskId","text@"]
const flag64: FlagRow = ["title","text"]
const flag65: FlagRow = ["completed","boolean"]
const flag66: FlagRow = ["ifMatch","integer"]
const flag67: FlagRow = ["completed","boolean","true|false|toggle"]

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
  ["auth step-up", [flag6, flag9, flag10], {"changes":true}, names11],
  ["auth second-factor get", [], {}, names12],
  ["auth second-factor begin", [flag6], {"changes":true}, names13],
  ["auth second-factor enable", [flag14], {"changes":true}, names15],
  ["auth second-factor disable", [flag6], {"output":"none","changes":true}],
  ["auth second-factor replace-recovery-codes", [flag6], {"changes":true}, names15],
  ["auth second-factor forget-devices", [flag6], {"output":"none","changes":true}],
  ["auth sessions list", [flag16, flag17], {"rows":"items","cursor":"cursor"}, names18, names18],
  ["auth sessions revoke", [flag19], {"output":"none","changes":true,"destroys":true}],
  ["auth sessions revoke-others", [], {"output":"none","changes":true,"destroys":true}],
  ["auth tokens list", [flag16, flag17], {"rows":"items","cursor":"cursor"}, names20, names20],
  ["auth tokens create", [flag21, flag22, flag23, flag6], {"changes":true}, names24],
  ["auth tokens revoke", [flag25], {"output":"none","changes":true,"destroys":true}],
  ["auth events list", [flag16, flag17], {"rows":"items","cursor":"cursor"}, names26, names26],
  ["tasks list", [flag27, flag28, flag29, flag30, flag31, flag32, flag33, flag34, flag35, flag36, flag37, flag38, flag16, flag17], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names39, names40],
  ["tasks create", [flag41, flag42, flag43, flag44, flag45, flag46, flag47, flag48], {"changes":true}, names39],
  ["tasks batch", [flag49, flag50, flag48], {"changes":true,"list":"operations","rows":"results"}, names51, names52],
  ["tasks export", [flag53, flag54], {"output":"file"}],
  ["tasks import", [flag55, flag56, flag48], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names57],
  ["tasks stats", [flag34], {"watch":"tasks.changes"}, names58],
  ["tasks changes", [flag59, flag16, flag60], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names61, names62],
  ["tasks watch", [flag59], {"operation":"tasks.changes","rows":"items","cursor":"since","watch":"tasks.changes","watches":true,"defaults":{"since":"latest"}}, names61, names62],
  ["tasks get", [flag63], {"watch":"tasks.changes"}, names39],
  ["tasks update", [flag63, flag64, flag43, flag44, flag45, flag46, flag47, flag65, flag66], {"changes":true}, names39],
  ["tasks complete", [flag63, flag67, flag66], {"changes":true}, names39],
  ["tasks remove", [flag63, flag66], {"output":"none","changes":true}],
  ["tasks restore", [flag63, flag66, flag48], {"changes":true}, names39],
  ["tasks purge", [flag63], {"output":"none","changes":true,"destroys":true}],
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
  "auth.signInWithCode": "It returns the tokens of a session. Sign in with `taskpact login`."
}

/** Exit codes by HTTP status. */
export const exitCodesByStatus: Readonly<Record<number, number>> = {"400":2,"401":4,"403":4,"404":5,"409":6,"412":6,"429":7,"503":8}

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = {"quota_exceeded":1}

/** The cursor of later changes. */
export const latestCursor = "latest"
