'use strict'

// For TypeScript and bundlers; Node.js answers what the module exports under the name `module.exports`: the function itself.
module.exports = require('../dist/express-session.js')
