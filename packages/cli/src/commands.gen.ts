// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,emailVerified,name,createdAt"
const flag5: FlagRow = ["name","text?"]
const flag6: FlagRow = ["password","secret"]
const names7: string = "exportedAt,user,sessions,tokens,events,tasks"
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
const names21: string = "id,kind,sessionId,ip,at"
const flag22: FlagRow = ["status","text","all|pending|completed"]
const flag23: FlagRow = ["priority","list","none|low|medium|high"]
const flag24: FlagRow = ["tags","list"]
const flag25: FlagRow = ["due","text","today|tomorrow|week|overdue|none"]
const flag26: FlagRow = ["dueBefore","text"]
const flag27: FlagRow = ["dueAfter","text"]
const flag28: FlagRow = ["overdue","boolean"]
const flag29: FlagRow = ["timeZone","text"]
const flag30: FlagRow = ["search","text"]
const flag31: FlagRow = ["trashed","boolean"]
const flag32: FlagRow = ["sort","text","created|updated|due|priority|title"]
const flag33: FlagRow = ["order","text","asc|desc"]
const names34: string = "id,userId,title,description,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const names35: string = "id,title,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const flag36: FlagRow = ["title","text!","","Buy milk"]
const flag37: FlagRow = ["id","text"]
const flag38: FlagRow = ["description","text?"]
const flag39: FlagRow = ["priority","text?","none|low|medium|high"]
const flag40: FlagRow = ["tags","list?"]
const flag41: FlagRow = ["dueDate","text?"]
const flag42: FlagRow = ["dueAt","text?"]
const flag43: FlagRow = ["idempotencyKey","text"]
const flag44: FlagRow = ["operations","json!","","[object Object]"]
const flag45: FlagRow = ["atomic","boolean"]
const names46: string = "status,task,problem"
const names47: string = "status,task.id,task.title,problem.title,problem.detail,problem.code"
const flag48: FlagRow = ["format","text","json|csv|ics"]
const flag49: FlagRow = ["bom","boolean"]
const flag50: FlagRow = ["format","text","json|csv|ics|auto|google|microsoft|trello|vikunja|super-productivity|taskwarrior|tasks-org|todoist|ticktick"]
const flag51: FlagRow = ["dateOrder","text","dmy|mdy|ymd"]
const names52: string = "created,updated,revision,failed,ignored"
const names53: string = "total,pending,completed,overdue,dueToday,byPriority,byTag"
const flag54: FlagRow = ["since","text"]
const flag55: FlagRow = ["wait","integer"]
const names56: string = "revision,type,task,id,deletedAt"
const names57: string = "revision,type,id,deletedAt,task.id,task.title"
const flag58: FlagRow = ["taskId","text@"]
const flag59: FlagRow = ["title","text"]
const flag60: FlagRow = ["completed","boolean"]
const flag61: FlagRow = ["ifMatch","integer"]
const flag62: FlagRow = ["completed","boolean","true|false|toggle"]

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
  ["auth events list", [flag11, flag12], {"rows":"items","cursor":"cursor"}, names21, names21],
  ["tasks list", [flag22, flag23, flag24, flag25, flag26, flag27, flag28, flag29, flag30, flag31, flag32, flag33, flag11, flag12], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names34, names35],
  ["tasks create", [flag36, flag37, flag38, flag39, flag40, flag41, flag42, flag43], {"changes":true}, names34],
  ["tasks batch", [flag44, flag45, flag43], {"changes":true,"list":"operations","rows":"results"}, names46, names47],
  ["tasks export", [flag48, flag49], {"output":"file"}],
  ["tasks import", [flag50, flag51, flag43], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names52],
  ["tasks stats", [flag29], {"watch":"tasks.changes"}, names53],
  ["tasks changes", [flag54, flag11, flag55], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names56, names57],
  ["tasks watch", [flag54], {"operation":"tasks.changes","rows":"items","cursor":"since","watch":"tasks.changes","watches":true,"defaults":{"since":"latest"}}, names56, names57],
  ["tasks get", [flag58], {"watch":"tasks.changes"}, names34],
  ["tasks update", [flag58, flag59, flag38, flag39, flag40, flag41, flag42, flag60, flag61], {"changes":true}, names34],
  ["tasks complete", [flag58, flag62, flag61], {"changes":true}, names34],
  ["tasks remove", [flag58, flag61], {"output":"none","changes":true}],
  ["tasks restore", [flag58, flag61, flag43], {"changes":true}, names34],
  ["tasks purge", [flag58], {"output":"none","changes":true,"destroys":true}],
]

export const commands = rows.map(toCommand)

/** Why the other operations have no command. */
export const excluded: Readonly<Record<string, string>> = {
  "auth.signup": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.signin": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.refresh": "It renews the tokens of a session. A personal access token needs no renewal.",
  "auth.session": "It reads the cookie of a browser. Use `taskpact whoami`.",
  "auth.changePassword": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.signInWithLink": "It returns the tokens of a session. Sign in with `taskpact login`."
}

/** Exit codes by HTTP status. */
export const exitCodesByStatus: Readonly<Record<number, number>> = {"400":2,"401":4,"403":4,"404":5,"409":6,"412":6,"429":7,"503":8}

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = {"quota_exceeded":1}

/** The cursor of later changes. */
export const latestCursor = "latest"
