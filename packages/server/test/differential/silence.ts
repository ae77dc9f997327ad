// Both modules speak of the same deprecations, once for each line that calls; here they are not the point.
process.env.NO_DEPRECATION = 'express-session'
