// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,name,createdAt"
const flag5: FlagRow = ["name","text?"]
const flag6: FlagRow = ["password","secret"]
const names7: string = "exportedAt,user,sessions,tokens,events,tasks"
const flag8: FlagRow = ["limit","integer"]
const flag9: FlagRow = ["cursor","text"]
const names10: string = "id,createdAt,lastUsedAt,userAgent,ip,current"
const flag11: FlagRow = ["sessionId","text@"]
const names12: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt"
const flag13: FlagRow = ["name","text!","","Backup script"]
const flag14: FlagRow = ["scopes","list!","tasks:read|tasks:write|account:read","tasks:read"]
const flag15: FlagRow = ["expiresInDays","integer"]
const names16: string = "id,name,scopes,createdAt,expiresAt,lastUsedAt,token"
const flag17: FlagRow = ["tokenId","text@"]
const names18: string = "id,kind,sessionId,ip,at"
const flag19: FlagRow = ["status","text","all|pending|completed"]
const flag20: FlagRow = ["priority","list","none|low|medium|high"]
const flag21: FlagRow = ["tags","list"]
const flag22: FlagRow = ["due","text","today|tomorrow|week|overdue|none"]
const flag23: FlagRow = ["dueBefore","text"]
const flag24: FlagRow = ["dueAfter","text"]
const flag25: FlagRow = ["overdue","boolean"]
const flag26: FlagRow = ["timeZone","text"]
const flag27: FlagRow = ["search","text"]
const flag28: FlagRow = ["trashed","boolean"]
const flag29: FlagRow = ["sort","text","created|updated|due|priority|title"]
const flag30: FlagRow = ["order","text","asc|desc"]
const names31: string = "id,userId,title,description,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const names32: string = "id,title,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const flag33: FlagRow = ["title","text!","","Buy milk"]
const flag34: FlagRow = ["id","text"]
const flag35: FlagRow = ["description","text?"]
const flag36: FlagRow = ["priority","text?","none|low|medium|high"]
const flag37: FlagRow = ["tags","list?"]
const flag38: FlagRow = ["dueDate","text?"]
const flag39: FlagRow = ["dueAt","text?"]
const flag40: FlagRow = ["idempotencyKey","text"]
const flag41: FlagRow = ["operations","json!","","[object Object]"]
const flag42: FlagRow = ["atomic","boolean"]
const names43: string = "status,task,problem"
const names44: string = "status,task.id,task.title,problem.title,problem.detail,problem.code"
const flag45: FlagRow = ["format","text","json|csv|ics"]
const flag46: FlagRow = ["bom","boolean"]
const flag47: FlagRow = ["format","text","json|csv|ics|auto|google|microsoft|trello|vikunja|super-productivity|taskwarrior|tasks-org|todoist|ticktick"]
const flag48: FlagRow = ["dateOrder","text","dmy|mdy|ymd"]
const names49: string = "created,updated,revision,failed,ignored"
const names50: string = "total,pending,completed,overdue,dueToday,byPriority,byTag"
const flag51: FlagRow = ["since","text"]
const flag52: FlagRow = ["wait","integer"]
const names53: string = "revision,type,task,id,deletedAt"
const names54: string = "revision,type,id,deletedAt,task.id,task.title"
const flag55: FlagRow = ["taskId","text@"]
const flag56: FlagRow = ["title","text"]
const flag57: FlagRow = ["completed","boolean"]
const flag58: FlagRow = ["ifMatch","integer"]
const flag59: FlagRow = ["completed","boolean","true|false|toggle"]

const rows: readonly CommandRow[] = [
  ["system health", [], {"public":true}, names1],
  ["system live", [], {"public":true}, names2],
  ["system ready", [], {"public":true}, names3],
  ["auth signout", [], {"output":"none","changes":true}],
  ["auth me", [], {}, names4],
  ["auth update-me", [flag5], {"changes":true}, names4],
  ["auth delete-me", [flag6], {"output":"none","changes":true,"destroys":true}],
  ["auth export-me", [], {}, names7],
  ["auth sessions list", [flag8, flag9], {"rows":"items","cursor":"cursor"}, names10, names10],
  ["auth sessions revoke", [flag11], {"output":"none","changes":true,"destroys":true}],
  ["auth sessions revoke-others", [], {"output":"none","changes":true,"destroys":true}],
  ["auth tokens list", [flag8, flag9], {"rows":"items","cursor":"cursor"}, names12, names12],
  ["auth tokens create", [flag13, flag14, flag15, flag6], {"changes":true}, names16],
  ["auth tokens revoke", [flag17], {"output":"none","changes":true,"destroys":true}],
  ["auth events list", [flag8, flag9], {"rows":"items","cursor":"cursor"}, names18, names18],
  ["tasks list", [flag19, flag20, flag21, flag22, flag23, flag24, flag25, flag26, flag27, flag28, flag29, flag30, flag8, flag9], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names31, names32],
  ["tasks create", [flag33, flag34, flag35, flag36, flag37, flag38, flag39, flag40], {"changes":true}, names31],
  ["tasks batch", [flag41, flag42, flag40], {"changes":true,"list":"operations","rows":"results"}, names43, names44],
  ["tasks export", [flag45, flag46], {"output":"file"}],
  ["tasks import", [flag47, flag48, flag40], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names49],
  ["tasks stats", [flag26], {"watch":"tasks.changes"}, names50],
  ["tasks changes", [flag51, flag8, flag52], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names53, names54],
  ["tasks watch", [flag51], {"operation":"tasks.changes","rows":"items","cursor":"since","watch":"tasks.changes","watches":true,"defaults":{"since":"latest"}}, names53, names54],
  ["tasks get", [flag55], {"watch":"tasks.changes"}, names31],
  ["tasks update", [flag55, flag56, flag35, flag36, flag37, flag38, flag39, flag57, flag58], {"changes":true}, names31],
  ["tasks complete", [flag55, flag59, flag58], {"changes":true}, names31],
  ["tasks remove", [flag55, flag58], {"output":"none","changes":true}],
  ["tasks restore", [flag55, flag58, flag40], {"changes":true}, names31],
  ["tasks purge", [flag55], {"output":"none","changes":true,"destroys":true}],
]

export const commands = rows.map(toCommand)

/** Why the other operations have no command. */
export const excluded: Readonly<Record<string, string>> = {
  "auth.signup": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.signin": "It returns the tokens of a session. Sign in with `taskpact login`.",
  "auth.refresh": "It renews the tokens of a session. A personal access token needs no renewal.",
  "auth.session": "It reads the cookie of a browser. Use `taskpact whoami`.",
  "auth.changePassword": "It returns the tokens of a session. Sign in with `taskpact login`."
}

/** Exit codes by HTTP status. */
export const exitCodesByStatus: Readonly<Record<number, number>> = {"400":2,"401":4,"403":4,"404":5,"409":6,"412":6,"429":7,"503":8}

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = {"quota_exceeded":1}

/** The cursor of later changes. */
export const latestCursor = "latest"
