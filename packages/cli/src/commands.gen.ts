// Generated from the contract by `pnpm generate`.
import { type CommandRow, type FlagRow, toCommand } from './command-table.js'

const names1: string = "status,environment,version"
const names2: string = "status"
const names3: string = "status,degraded"
const names4: string = "id,email,emailVerified,name,createdAt"
const flag5: FlagRow = ["name","text?"]
const flag6: FlagRow = ["password","secret"]
const names7: string = "exportedAt,user,secondFactor,sessions,tokens,identities,passkeys,events,tasks"
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
const names26: string = "id,name,isBackedUp,createdAt,lastUsedAt"
const flag27: FlagRow = ["passkeyId","text@"]
const flag28: FlagRow = ["name","text!","","Phone"]
const names29: string = "id,name"
const names30: string = "id,provider,email,createdAt,lastUsedAt"
const flag31: FlagRow = ["identityId","text@"]
const names32: string = "id,kind,sessionId,ip,at"
const flag33: FlagRow = ["status","text","all|pending|completed"]
const flag34: FlagRow = ["priority","list","none|low|medium|high"]
const flag35: FlagRow = ["tags","list"]
const flag36: FlagRow = ["due","text","today|tomorrow|week|overdue|none"]
const flag37: FlagRow = ["dueBefore","text"]
const flag38: FlagRow = ["dueAfter","text"]
const flag39: FlagRow = ["overdue","boolean"]
const flag40: FlagRow = ["timeZone","text"]
const flag41: FlagRow = ["search","text"]
const flag42: FlagRow = ["trashed","boolean"]
const flag43: FlagRow = ["sort","text","created|updated|due|priority|title"]
const flag44: FlagRow = ["order","text","asc|desc"]
const names45: string = "id,userId,title,description,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const names46: string = "id,title,completed,completedAt,priority,tags,dueDate,dueAt,deletedAt,revision,createdAt,updatedAt"
const flag47: FlagRow = ["title","text!","","Buy milk"]
const flag48: FlagRow = ["id","text"]
const flag49: FlagRow = ["description","text?"]
const flag50: FlagRow = ["priority","text?","none|low|medium|high"]
const flag51: FlagRow = ["tags","list?"]
const flag52: FlagRow = ["dueDate","text?"]
const flag53: FlagRow = ["dueAt","text?"]
const flag54: FlagRow = ["idempotencyKey","text"]
const flag55: FlagRow = ["operations","json!","","[object Object]"]
const flag56: FlagRow = ["atomic","boolean"]
const names57: string = "status,task,problem"
const names58: string = "status,task.id,task.title,problem.title,problem.detail,problem.code"
const flag59: FlagRow = ["format","text","json|csv|ics"]
const flag60: FlagRow = ["bom","boolean"]
const flag61: FlagRow = ["format","text","json|csv|ics|auto|google|microsoft|trello|vikunja|super-productivity|taskwarrior|tasks-org|todoist|ticktick"]
const flag62: FlagRow = ["dateOrder","text","dmy|mdy|ymd"]
const names63: string = "created,updated,revision,failed,ignored"
const names64: string = "total,pending,completed,overdue,dueToday,byPriority,byTag"
const flag65: FlagRow = ["since","text"]
const flag66: FlagRow = ["wait","integer"]
const names67: string = "revision,type,task,id,deletedAt"
const names68: string = "revision,type,id,deletedAt,task.id,task.title"
const flag69: FlagRow = ["taskId","text@"]
const flag70: FlagRow = ["title","text"]
const flag71: FlagRow = ["completed","boolean"]
const flag72: FlagRow = ["ifMatch","integer"]
const flag73: FlagRow = ["completed","boolean","true|false|toggle"]

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
  ["auth passkeys list", [flag16, flag17], {"rows":"items","cursor":"cursor"}, names26, names26],
  ["auth passkeys rename", [flag27, flag28], {"changes":true}, names26],
  ["auth passkeys remove", [flag27, flag6], {"output":"none","changes":true}],
  ["auth identities providers", [], {"public":true,"rows":"items"}, names29, names29],
  ["auth identities list", [], {"rows":"items"}, names30, names30],
  ["auth identities unlink", [flag31, flag6], {"output":"none","changes":true}],
  ["auth events list", [flag16, flag17], {"rows":"items","cursor":"cursor"}, names32, names32],
  ["tasks list", [flag33, flag34, flag35, flag36, flag37, flag38, flag39, flag40, flag41, flag42, flag43, flag44, flag16, flag17], {"rows":"items","cursor":"cursor","watch":"tasks.changes"}, names45, names46],
  ["tasks create", [flag47, flag48, flag49, flag50, flag51, flag52, flag53, flag54], {"changes":true}, names45],
  ["tasks batch", [flag55, flag56, flag54], {"changes":true,"list":"operations","rows":"results"}, names57, names58],
  ["tasks export", [flag59, flag60], {"output":"file"}],
  ["tasks import", [flag61, flag62, flag54], {"changes":true,"file":"content","defaults":{"format":"auto"}}, names63],
  ["tasks stats", [flag40], {"watch":"tasks.changes"}, names64],
  ["tasks changes", [flag65, flag16, flag66], {"rows":"items","cursor":"since","watch":"tasks.changes"}, names67, names68],
  ["tasks watch", [flag65], {"operation":"tasks.changes","rows":"items","cursor":"since","watch":"tasks.changes","watches":true,"defaults":{"since":"latest"}}, names67, names68],
  ["tasks get", [flag69], {"watch":"tasks.changes"}, names45],
  ["tasks update", [flag69, flag70, flag49, flag50, flag51, flag52, flag53, flag71, flag72], {"changes":true}, names45],
  ["tasks complete", [flag69, flag73, flag72], {"changes":true}, names45],
  ["tasks remove", [flag69, flag72], {"output":"none","changes":true}],
  ["tasks restore", [flag69, flag72, flag54], {"changes":true}, names45],
  ["tasks purge", [flag69], {"output":"none","changes":true,"destroys":true}],
]

export const commands = rows.map(toCommand)

/** Exit codes by HTTP status. */
export const exitCodesByStatus: Readonly<Record<number, number>> = {"400":2,"401":4,"403":4,"404":5,"409":6,"412":6,"429":7,"503":8}

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = {"quota_exceeded":1}

/** The cursor of later changes. */
export const latestCursor = "latest"
