// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,emailVerified,name,createdAt"
const flag5: FlagRow = ["name","text?"]
const flag6: FlagRow = ["password","secret"]
const names7: string = "exportedAt,user,secondFactor,sessions,tokens,events,tasks"
const flag8: FlagRow = ["token","secret!","","MDE5OWU4ZjQ.s3cr3t"]
const flag9: FlagRow = ["email","text!","","ada@example.com"]
const flag10: FlagRow = ["newPassword","secret!","","correct horse battery staple"]
const flag11: FlagRow = ["code","text"]
const flag12: FlagRow = ["recoveryCode","secret"]
const names13: string = "confirmedUntil"
const names14: string = "totp,recoveryCodesLeft"
const names15: string = "secret,uri"
const flag16: FlagRow = ["code","text!","","123456"]
const names17: string = "recoveryCodes"
const flag18: FlagRow = ["limit","integer"]
const flag19: FlagRow = ["cursor","text"]
const names20: string = "id,createdAt,lastUsedAt,userAgent,ip,current"
const flag21: FlagRow = ["sessionId","text@"]
const names22: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt"
const flag23: FlagRow = ["name","text!","","Backup script"]
const flag24: FlagRow = ["scopes","list!","tasks:read|tasks:write|account:read","tasks:read"]
const flag25: FlagRow = ["expiresInDays","integer"]
const names26: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt,token"
const flag27: FlagRow = ["tokenId","text@"]
const names28: string = "id,kind,sessionId,ip,at"
const flag29: FlagRow = ["status","text","all|pending|completed"]
const flag30: FlagRow = ["priority","list","none|low|medium|high"]
const flag31: FlagRow = ["tags","list"]
const flag32: FlagRow = ["due","text","today|tomorrow|week|overdue|none"]
const flag33: FlagRow = ["dueBefore","text"]
const flag34: FlagRow = ["dueAfter","text"]
const flag35: FlagRow = ["overdue","boolean"]
const flag36: FlagRow = ["timeZone","text"]
const flag37: FlagRow = ["search","text"]
const flag38: FlagRow = ["trashed","boolean"]
const flag39: FlagRow = ["sort","text","created|updated|due|priority|title"]
const flag40: FlagRow = ["order","text","asc|desc"]
const names41: string = "id,userId,title,description,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const names42: string = "id,title,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const flag43: FlagRow = ["title","text!","","Buy milk"]
const flag44: FlagRow = ["id","text"]
const flag45: FlagRow = ["description","text?"]
const flag46: FlagRow = ["priority","text?","none|low|medium|high"]
const flag47: FlagRow = ["tags","list?"]
const flag48: FlagRow = ["dueDate","text?"]
const flag49: FlagRow = ["dueAt","text?"]
const flag50: FlagRow = ["idempotencyKey","text"]
const flag51: FlagRow = ["operations","json!","","[object Object]"]
const flag52: FlagRow = ["atomic","boolean"]
const names53: string = "status,task,problem"
const names54: string = "status,task.id,task.title,problem.title,problem.detail,problem.code"
const flag55: FlagRow = ["format","text","json|csv|ics"]
const flag56: FlagRow = ["bom","boolean"]
const flag57: FlagRow = ["format","text","json|csv|ics|auto|google|microsoft|trello|vikunja|super-productivity|taskwarrior|tasks-org|todoist|ticktick"]
const flag58: FlagRow = ["dateOrder","text","dmy|mdy|ymd"]
const names59: string = "created,updated,revision,failed,ignored"
const names60: string = "total,pending,completed,overdue,dueToday,byPriority,byTag"
const flag61: FlagRow = ["since","text"]
const flag62: FlagRow = ["wait","integer"]
const names63: string = "revision,type,task,id,deletedAt"
const names64: string = "revision,type,id,deletedAt,task.id,task.title"
const flag65: FlagRow = ["taskId","text@"]
const flag66: FlagRow = ["title","text"]
const flag67: FlagRow = ["completed","boolean"]
const flag68: FlagRow = ["ifMatch","integer"]
const flag69: FlagRow = ["completed","boolean","true|false|toggle"]

const rows: readonly CommandRow[] = [
  ["system health", [], {"public":true}, names1],
  ["system live", [], {"public":true}, names2],
  ["system ready", [], {"public":true}, names3],
  ["auth signout", [], {"output":"none","changes":true}],
  ["auth me", [], {}, names4],
  ["auth update-me", [flag5], {"changes":true}, names4],
  ["auth delete-me", [flag6], {"output":"none","changes":true,"destroys":true}],
  ["auth export-me", [], {}, names7],
  ["auth verify-email", [flag8], {"output":"none","public":true,"changes":true}],
  ["auth resend-verification", [flag9], {"output":"none","public":true,"changes":true}],
  ["auth request-password-reset", [flag9], {"output":"none","public":true,"changes":true}],
  ["auth reset-password", [flag8, flag10], {"output":"none","public":true,"changes":true}],
  ["auth change-email", [flag9, flag6], {"output":"none","changes":true}],
  ["auth confirm-email", [flag8], {"output":"none","public":true,"changes":true}],
  ["auth undo-email-change", [flag8], {"output":"none","public":true,"changes":true}],
  ["auth request-sign-in-link", [flag9], {"output":"none","public":true,"changes":true}],
  ["auth step-up", [flag6, flag11, flag12], {"changes":true}, names13],
  ["auth second-factor get", [], {}, names14],
  ["auth second-factor begin", [flag6], {"changes":true}, names15],
  ["auth second-factor enable", [flag16], {"changes":true}, names17],
  ["auth second-factor disable", [flag6], {"output":"none","changes":true}],
  ["auth second-factor replace-recovery-codes", [flag6], {"changes":true}, names17],
  ["auth second-factor forget-devices", [flag6], {"output":"none","changes":true}],
  ["auth sessions list", [flag18, flag19], {"rows":"items","cursor":"cursor"}, names20, names20],
  ["auth sessions revoke", [flag21], {"output":"none","changes":true,"destroys":true}],
  ["auth sessions revoke-others", [], {"output":"none","changes":true,"destroys":true}],
  ["auth tokens list", [flag18, flag19], {"rows":"items","cursor":"cursor"}, names22, names22],
  ["auth tokens create", [flag23, flag24, flag25, flag6], {"changes":true}, names26],
  ["auth tokens revoke", [flag27], {"output":"none","changes":true,"destroys":true}],
  ["auth events list", [flag18, flag19], {"rows":"items","cursor":"cursor"}, names28, names28],
  ["tasks list", [flag29, flag30, flag31, flag32, flag33, flag34, flag35, flag36, flag37, flag38, flag39, flag40, flag18, flag19], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names41, names42],
  ["tasks create", [flag43, flag44, flag45, flag46, flag47, flag48, flag49, flag50], {"changes":true}, names41],
  ["tasks batch", [flag51, flag52, flag50], {"changes":true,"list":"operations","rows":"results"}, names53, names54],
  ["tasks export", [flag55, flag56], {"output":"file"}],
  ["tasks import", [flag57, flag58, flag50], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names59],
  ["tasks stats", [flag36], {"watch":"tasks.changes"}, names60],
  ["tasks changes", [flag61, flag18, flag62], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names63, names64],
  ["tasks watch", [flag61], {"operation":"tasks.changes","rows":"items","cursor":"since","watch":"tasks.changes","watches":true,"defaults":{"since":"latest"}}, names63, names64],
  ["tasks get", [flag65], {"watch":"tasks.changes"}, names41],
  ["tasks update", [flag65, flag66, flag45, flag46, flag47, flag48, flag49, flag67, flag68], {"changes":true}, names41],
  ["tasks complete", [flag65, flag69, flag68], {"changes":true}, names41],
  ["tasks remove", [flag65, flag68], {"output":"none","changes":true}],
  ["tasks restore", [flag65, flag68, flag50], {"changes":true}, names41],
  ["tasks purge", [flag65], {"output":"none","changes":true,"destroys":true}],
]

export const commands = rows.map(toCommand)

/** Why the other operations have no command. */
export const excluded: Readonly<Record<string, string>> = {
  "auth.signup": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.signin": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.refresh": "It renews the tokens of a session. A personal access token needs no renewal.",
  "auth.session": "It reads the cookie of a browser. Use `taskpact whoami`.",
  "auth.changePassword": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.signInWithLink": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.signInWithCode": "It returns the tokens of a session. Sign in with `taskpact login`."
}

/** Exit codes by HTTP status. */
export const exitCodesByStatus: Readonly<Record<number, number>> = {"400":2,"401":4,"403":4,"404":5,"409":6,"412":6,"429":7,"503":8}

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = {"quota_exceeded":1}

/** The cursor of later changes. */
export const latestCursor = "latest"
