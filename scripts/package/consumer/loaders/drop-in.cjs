// The half of an app that has not changed since express-session.
module.exports = require('@sojourn/server/express-session')
module.exports.SessionError = require('@sojourn/server').SessionError
