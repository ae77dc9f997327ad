// A dependency speaks of express-session.
import 'express-session'
