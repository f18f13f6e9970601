/** The name that processes listen to (`LISTEN`). */
export const notificationChannel = 'taskpact'
