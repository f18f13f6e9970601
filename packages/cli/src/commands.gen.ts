// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,emailVerified,name,createdAt"
const flag5: FlagRow = ["name","text?"]
const flag6: FlagRow = ["password","secret"]
const names7: string = "exportedAt,user,secondFactor,sessions,tokens,identities,events,tasks"
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
const names26: string = "id,name"
const names27: string = "id,provider,email,createdAt,lastUsedAt"
const flag28: FlagRow = ["identityId","text@"]
const names29: string = "id,kind,sessionId,ip,at"
const flag30: FlagRow = ["status","text","all|pending|completed"]
const flag31: FlagRow = ["priority","list","none|low|medium|high"]
const flag32: FlagRow = ["tags","list"]
const flag33: FlagRow = ["due","text","today|tomorrow|week|overdue|none"]
const flag34: FlagRow = ["dueBefore","text"]
const flag35: FlagRow = ["dueAfter","text"]
const flag36: FlagRow = ["overdue","boolean"]
const flag37: FlagRow = ["timeZone","text"]
const flag38: FlagRow = ["search","text"]
const flag39: FlagRow = ["trashed","boolean"]
const flag40: FlagRow = ["sort","text","created|updated|due|priority|title"]
const flag41: FlagRow = ["order","text","asc|desc"]
const names42: string = "id,userId,title,description,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const names43: string = "id,title,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const flag44: FlagRow = ["title","text!","","Buy milk"]
const flag45: FlagRow = ["id","text"]
const flag46: FlagRow = ["description","text?"]
const flag47: FlagRow = ["priority","text?","none|low|medium|high"]
const flag48: FlagRow = ["tags","list?"]
const flag49: FlagRow = ["dueDate","text?"]
const flag50: FlagRow = ["dueAt","text?"]
const flag51: FlagRow = ["idempotencyKey","text"]
const flag52: FlagRow = ["operations","json!","","[object Object]"]
const flag53: FlagRow = ["atomic","boolean"]
const names54: string = "status,task,problem"
const names55: string = "status,task.id,task.title,problem.title,problem.detail,problem.code"
const flag56: FlagRow = ["format","text","json|csv|ics"]
const flag57: FlagRow = ["bom","boolean"]
const flag58: FlagRow = ["format","text","json|csv|ics|auto|google|microsoft|trello|vikunja|super-productivity|taskwarrior|tasks-org|todoist|ticktick"]
const flag59: FlagRow = ["dateOrder","text","dmy|mdy|ymd"]
const names60: string = "created,updated,revision,failed,ignored"
const names61: string = "total,pending,completed,overdue,dueToday,byPriority,byTag"
const flag62: FlagRow = ["since","text"]
const flag63: FlagRow = ["wait","integer"]
const names64: string = "revision,type,task,id,deletedAt"
const names65: string = "revision,type,id,deletedAt,task.id,task.title"
const flag66: FlagRow = ["taskId","text@"]
const flag67: FlagRow = ["title","text"]
const flag68: FlagRow = ["completed","boolean"]
const flag69: FlagRow = ["ifMatch","integer"]
const flag70: FlagRow = ["completed","boolean","true|false|toggle"]

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
  ["auth identities providers", [], {"public":true,"rows":"items"}, names26, names26],
  ["auth identities list", [], {"rows":"items"}, names27, names27],
  ["auth identities unlink", [flag28, flag6], {"output":"none","changes":true}],
  ["auth events list", [flag16, flag17], {"rows":"items","cursor":"cursor"}, names29, names29],
  ["tasks list", [flag30, flag31, flag32, flag33, flag34, flag35, flag36, flag37, flag38, flag39, flag40, flag41, flag16, flag17], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names42, names43],
  ["tasks create", [flag44, flag45, flag46, flag47, flag48, flag49, flag50, flag51], {"changes":true}, names42],
  ["tasks batch", [flag52, flag53, flag51], {"changes":true,"list":"operations","rows":"results"}, names54, names55],
  ["tasks export", [flag56, flag57], {"output":"file"}],
  ["tasks import", [flag58, flag59, flag51], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names60],
  ["tasks stats", [flag37], {"watch":"tasks.changes"}, names61],
  ["tasks changes", [flag62, flag16, flag63], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names64, names65],
  ["tasks watch", [flag62], {"operation":"tasks.changes","rows":"items","cursor":"since","watch":"tasks.changes","watches":true,"defaults":{"since":"latest"}}, names64, names65],
  ["tasks get", [flag66], {"watch":"tasks.changes"}, names42],
  ["tasks update", [flag66, flag67, flag46, flag47, flag48, flag49, flag50, flag68, flag69], {"changes":true}, names42],
  ["tasks complete", [flag66, flag70, flag69], {"changes":true}, names42],
  ["tasks remove", [flag66, flag69], {"output":"none","changes":true}],
  ["tasks restore", [flag66, flag69, flag51], {"changes":true}, names42],
  ["tasks purge", [flag66], {"output":"none","changes":true,"destroys":true}],
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
  "auth.signInWithCode": "It returns the tokens of a session. Sign in with `taskpact login`.",
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
