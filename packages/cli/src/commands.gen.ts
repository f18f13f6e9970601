// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,name,createdAt"
const flag5: FlagRow = ["name","text?"]
const flag6: FlagRow = ["password","secret"]
const names7: string = "exportedAt,user,sessions,events,tasks"
const flag8: FlagRow = ["limit","integer"]
const flag9: FlagRow = ["cursor","text"]
const names10: string = "id,createdAt,lastUsedAt,userAgent,ip,current"
const flag11: FlagRow = ["sessionId","text@"]
const names12: string = "id,kind,sessionId,ip,at"
const flag13: FlagRow = ["status","text","all|pending|completed"]
const flag14: FlagRow = ["priority","list","none|low|medium|high"]
const flag15: FlagRow = ["tags","list"]
const flag16: FlagRow = ["due","text","today|tomorrow|week|overdue|none"]
const flag17: FlagRow = ["dueBefore","text"]
const flag18: FlagRow = ["dueAfter","text"]
const flag19: FlagRow = ["overdue","boolean"]
const flag20: FlagRow = ["timeZone","text"]
const flag21: FlagRow = ["search","text"]
const flag22: FlagRow = ["trashed","boolean"]
const flag23: FlagRow = ["sort","text","created|updated|due|priority|title"]
const flag24: FlagRow = ["order","text","asc|desc"]
const names25: string = "id,userId,title,description,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const names26: string = "id,title,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const flag27: FlagRow = ["title","text!","","Buy milk"]
const flag28: FlagRow = ["id","text"]
const flag29: FlagRow = ["description","text?"]
const flag30: FlagRow = ["priority","text?","none|low|medium|high"]
const flag31: FlagRow = ["tags","list?"]
const flag32: FlagRow = ["dueDate","text?"]
const flag33: FlagRow = ["dueAt","text?"]
const flag34: FlagRow = ["idempotencyKey","text"]
const flag35: FlagRow = ["operations","json!"]
const flag36: FlagRow = ["atomic","boolean"]
const names37: string = "status,task,problem"
const names38: string = "status,task.id,task.title,problem.title,problem.detail,problem.code"
const flag39: FlagRow = ["format","text","json|csv|ics"]
const flag40: FlagRow = ["bom","boolean"]
const flag41: FlagRow = ["format","text","json|csv|ics|auto|google|microsoft|trello|vikunja|super-productivity|taskwarrior|tasks-org|todoist|ticktick"]
const flag42: FlagRow = ["dateOrder","text","dmy|mdy|ymd"]
const names43: string = "created,updated,revision,failed,ignored"
const names44: string = "total,pending,completed,overdue,dueToday,byPriority,byTag"
const flag45: FlagRow = ["since","text"]
const flag46: FlagRow = ["wait","integer"]
const names47: string = "revision,type,task,id,deletedAt"
const names48: string = "revision,type,id,deletedAt,task.id,task.title"
const flag49: FlagRow = ["taskId","text@"]
const flag50: FlagRow = ["title","text"]
const flag51: FlagRow = ["completed","boolean"]
const flag52: FlagRow = ["ifMatch","integer"]
const flag53: FlagRow = ["completed","boolean","true|false|toggle"]

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
  ["auth events list", [flag8, flag9], {"rows":"items","cursor":"cursor"}, names12, names12],
  ["tasks list", [flag13, flag14, flag15, flag16, flag17, flag18, flag19, flag20, flag21, flag22, flag23, flag24, flag8, flag9], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names25, names26],
  ["tasks create", [flag27, flag28, flag29, flag30, flag31, flag32, flag33, flag34], {"changes":true}, names25],
  ["tasks batch", [flag35, flag36, flag34], {"changes":true,"list":"operations","rows":"results"}, names37, names38],
  ["tasks export", [flag39, flag40], {"output":"file"}],
  ["tasks import", [flag41, flag42, flag34], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names43],
  ["tasks stats", [flag20], {"watch":"tasks.changes"}, names44],
  ["tasks changes", [flag45, flag8, flag46], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names47, names48],
  ["tasks watch", [flag45], {"operation":"tasks.changes","rows":"items","cursor":"since","watch":"tasks.changes","watches":true,"defaults":{"since":"latest"}}, names47, names48],
  ["tasks get", [flag49], {"watch":"tasks.changes"}, names25],
  ["tasks update", [flag49, flag50, flag29, flag30, flag31, flag32, flag33, flag51, flag52], {"changes":true}, names25],
  ["tasks complete", [flag49, flag53, flag52], {"changes":true}, names25],
  ["tasks remove", [flag49, flag52], {"output":"none","changes":true}],
  ["tasks restore", [flag49, flag52, flag34], {"changes":true}, names25],
  ["tasks purge", [flag49], {"output":"none","changes":true,"destroys":true}],
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
