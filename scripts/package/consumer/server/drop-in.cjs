// `require` answers the function itself, and stores of long ago inherit from what it carries.
const { inherits } = require('node:util')
const session = require('@sojourn/server/express-session')

function OldStore() {
  session.Store.call(this)
}
inherits(OldStore, session.Store)

const middleware = session({
  secret: 'keyboard cat',
  resave: false,
  saveUninitialized: false,
  store: new OldStore(),
})
if (middleware.length !== 3 || middleware.sessions === undefined) throw new Error('That is no middleware.')
