// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,emailVerified,name,createdAt"
const flag5: FlagRow = ["name","text?"]
const flag6: FlagRow = ["password","secret"]
const names7: string = "exportedAt,user,sessions,tokens,passkeys,events,tasks"
const flag8: FlagRow = ["token","secret!","","MDE5OWU4ZjQ.s3cr3t"]
const flag9: FlagRow = ["email","text!","","ada@example.com"]
const flag10: FlagRow = ["newPassword","secret!","","correct horse battery staple"]
const flag11: FlagRow = ["limit","integer"]
const flag12: FlagRow = ["cursor","text"]
const names13: string = "id,createdAt,lastUsedAt,userAgent,ip,current"
const flag14: FlagRow = ["sessionId","text@"]
const names15: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt"
const flag16: FlagRow = ["name","text!","","Backup script"]
const flag17: FlagRow = ["scopes","list!","tasks:read|tasks:write|account:read","tasks:read"]
const flag18: FlagRow = ["expiresInDays","integer"]
const names19: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt,token"
const flag20: FlagRow = ["tokenId","text@"]
const names21: string = "ticket,options"
const flag22: FlagRow = ["ticket","secret!","","WyJ0aWNrZXQiXQ.c2lnbmF0dXJl"]
const flag23: FlagRow = ["response","json!"]
const flag24: FlagRow = ["name","text!","","Phone"]
const names25: string = "id,name,isBackedUp,createdAt,lastUsedAt"
const flag26: FlagRow = ["passkeyId","text@"]
const names27: string = "id,kind,sessionId,ip,at"
const flag28: FlagRow = ["status","text","all|pending|completed"]
const flag29: FlagRow = ["priority","list","none|low|medium|high"]
const flag30: FlagRow = ["tags","list"]
const flag31: FlagRow = ["due","text","today|tomorrow|week|overdue|none"]
const flag32: FlagRow = ["dueBefore","text"]
const flag33: FlagRow = ["dueAfter","text"]
const flag34: FlagRow = ["overdue","boolean"]
const flag35: FlagRow = ["timeZone","text"]
const flag36: FlagRow = ["search","text"]
const flag37: FlagRow = ["trashed","boolean"]
const flag38: FlagRow = ["sort","text","created|updated|due|priority|title"]
const flag39: FlagRow = ["order","text","asc|desc"]
const names40: string = "id,userId,title,description,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const names41: string = "id,title,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const flag42: FlagRow = ["title","text!","","Buy milk"]
const flag43: FlagRow = ["id","text"]
const flag44: FlagRow = ["description","text?"]
const flag45: FlagRow = ["priority","text?","none|low|medium|high"]
const flag46: FlagRow = ["tags","list?"]
const flag47: FlagRow = ["dueDate","text?"]
const flag48: FlagRow = ["dueAt","text?"]
const flag49: FlagRow = ["idempotencyKey","text"]
const flag50: FlagRow = ["operations","json!","","[object Object]"]
const flag51: FlagRow = ["atomic","boolean"]
const names52: string = "status,task,problem"
const names53: string = "status,task.id,task.title,problem.title,problem.detail,problem.code"
const flag54: FlagRow = ["format","text","json|csv|ics"]
const flag55: FlagRow = ["bom","boolean"]
const flag56: FlagRow = ["format","text","json|csv|ics|auto|google|microsoft|trello|vikunja|super-productivity|taskwarrior|tasks-org|todoist|ticktick"]
const flag57: FlagRow = ["dateOrder","text","dmy|mdy|ymd"]
const names58: string = "created,updated,revision,failed,ignored"
const names59: string = "total,pending,completed,overdue,dueToday,byPriority,byTag"
const flag60: FlagRow = ["since","text"]
const flag61: FlagRow = ["wait","integer"]
const names62: string = "revision,type,task,id,deletedAt"
const names63: string = "revision,type,id,deletedAt,task.id,task.title"
const flag64: FlagRow = ["taskId","text@"]
const flag65: FlagRow = ["title","text"]
const flag66: FlagRow = ["completed","boolean"]
const flag67: FlagRow = ["ifMatch","integer"]
const flag68: FlagRow = ["completed","boolean","true|false|toggle"]

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
  ["auth sessions list", [flag11, flag12], {"rows":"items","cursor":"cursor"}, names13, names13],
  ["auth sessions revoke", [flag14], {"output":"none","changes":true,"destroys":true}],
  ["auth sessions revoke-others", [], {"output":"none","changes":true,"destroys":true}],
  ["auth tokens list", [flag11, flag12], {"rows":"items","cursor":"cursor"}, names15, names15],
  ["auth tokens create", [flag16, flag17, flag18, flag6], {"changes":true}, names19],
  ["auth tokens revoke", [flag20], {"output":"none","changes":true,"destroys":true}],
  ["auth passkeys begin-registration", [flag6], {"changes":true}, names21],
  ["auth passkeys register", [flag22, flag23, flag24], {"changes":true,"list":"response"}, names25],
  ["auth passkeys list", [flag11, flag12], {"rows":"items","cursor":"cursor"}, names25, names25],
  ["auth passkeys rename", [flag26, flag24], {"changes":true}, names25],
  ["auth passkeys remove", [flag26, flag6], {"output":"none","changes":true}],
  ["auth passkeys begin-sign-in", [], {"public":true,"changes":true}, names21],
  ["auth passkeys begin-step-up", [], {"changes":true}, names21],
  ["auth passkeys step-up", [flag22, flag23], {"output":"none","changes":true,"list":"response"}],
  ["auth events list", [flag11, flag12], {"rows":"items","cursor":"cursor"}, names27, names27],
  ["tasks list", [flag28, flag29, flag30, flag31, flag32, flag33, flag34, flag35, flag36, flag37, flag38, flag39, flag11, flag12], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names40, names41],
  ["tasks create", [flag42, flag43, flag44, flag45, flag46, flag47, flag48, flag49], {"changes":true}, names40],
  ["tasks batch", [flag50, flag51, flag49], {"changes":true,"list":"operations","rows":"results"}, names52, names53],
  ["tasks export", [flag54, flag55], {"output":"file"}],
  ["tasks import", [flag56, flag57, flag49], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names58],
  ["tasks stats", [flag35], {"watch":"tasks.changes"}, names59],
  ["tasks changes", [flag60, flag11, flag61], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names62, names63],
  ["tasks watch", [flag60], {"operation":"tasks.changes","rows":"items","cursor":"since","watch":"tasks.changes","watches":true,"defaults":{"since":"latest"}}, names62, names63],
  ["tasks get", [flag64], {"watch":"tasks.changes"}, names40],
  ["tasks update", [flag64, flag65, flag44, flag45, flag46, flag47, flag48, flag66, flag67], {"changes":true}, names40],
  ["tasks complete", [flag64, flag68, flag67], {"changes":true}, names40],
  ["tasks remove", [flag64, flag67], {"output":"none","changes":true}],
  ["tasks restore", [flag64, flag67, flag49], {"changes":true}, names40],
  ["tasks purge", [flag64], {"output":"none","changes":true,"destroys":true}],
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
  "auth.passkeys.signIn": "It returns the tokens of a session. Sign in with `taskpact login`."
}

/** Exit codes by HTTP status. */
export const exitCodesByStatus: Readonly<Record<number, number>> = {"400":2,"401":4,"403":4,"404":5,"409":6,"412":6,"429":7,"503":8}

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = {"quota_exceeded":1}

/** The cursor of later changes. */
export const latestCursor = "latest"
