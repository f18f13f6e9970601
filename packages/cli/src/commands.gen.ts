// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,emailVerified,name,createdAt"
const flag5: FlagRow = ["name","text?"]
const flag6: FlagRow = ["password","secret"]
const names7: string = "exportedAt,user,sessions,tokens,identities,events,tasks"
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
const names21: string = "id,name"
const flag22: FlagRow = ["provider","text!","","google"]
const names23: string = "url,ticket"
const names24: string = "id,provider,email,createdAt,lastUsedAt"
const flag25: FlagRow = ["ticket","secret!","","WyIwMTk5.c2ln"]
const flag26: FlagRow = ["url","text!","","https://app.example.com/sign-in/google?code=SplxlOBe&state=af0ifjsl"]
const flag27: FlagRow = ["identityId","text@"]
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
  ["auth sessions list", [flag11, flag12], {"rows":"items","cursor":"cursor"}, names13, names13],
  ["auth sessions revoke", [flag14], {"output":"none","changes":true,"destroys":true}],
  ["auth sessions revoke-others", [], {"output":"none","changes":true,"destroys":true}],
  ["auth tokens list", [flag11, flag12], {"rows":"items","cursor":"cursor"}, names15, names15],
  ["auth tokens create", [flag16, flag17, flag18, flag6], {"changes":true}, names19],
  ["auth tokens revoke", [flag20], {"output":"none","changes":true,"destroys":true}],
  ["auth identities providers", [], {"public":true,"rows":"items"}, names21, names21],
  ["auth identities begin-sign-in", [flag22], {"public":true,"changes":true}, names23],
  ["auth identities list", [], {"rows":"items"}, names24, names24],
  ["auth identities begin-link", [flag22, flag6], {"changes":true}, names23],
  ["auth identities link", [flag25, flag26], {"changes":true}, names24],
  ["auth identities unlink", [flag27, flag6], {"output":"none","changes":true}],
  ["auth events list", [flag11, flag12], {"rows":"items","cursor":"cursor"}, names28, names28],
  ["tasks list", [flag29, flag30, flag31, flag32, flag33, flag34, flag35, flag36, flag37, flag38, flag39, flag40, flag11, flag12], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names41, names42],
  ["tasks create", [flag43, flag44, flag45, flag46, flag47, flag48, flag49, flag50], {"changes":true}, names41],
  ["tasks batch", [flag51, flag52, flag50], {"changes":true,"list":"operations","rows":"results"}, names53, names54],
  ["tasks export", [flag55, flag56], {"output":"file"}],
  ["tasks import", [flag57, flag58, flag50], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names59],
  ["tasks stats", [flag36], {"watch":"tasks.changes"}, names60],
  ["tasks changes", [flag61, flag11, flag62], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names63, names64],
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
  "auth.identities.signIn": "It returns the tokens of a session. Sign in with `taskpact login`."
}

/** Exit codes by HTTP status. */
export const exitCodesByStatus: Readonly<Record<number, number>> = {"400":2,"401":4,"403":4,"404":5,"409":6,"412":6,"429":7,"503":8}

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = {"quota_exceeded":1}

/** The cursor of later changes. */
export const latestCursor = "latest"
