-- What wrk sends, and its summary as JSON. The request is built once: no Lua runs while it is under load.
wrk.method = "POST"

function init(args)
  local file = assert(io.open(args[1], "rb"))
  wrk.body = file:read("*a")
  file:close()
  for index = 2, #args, 2 do wrk.headers[args[index]] = args[index + 1] end
  local request = wrk.format()
  wrk.request = function() return request end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"seconds":%f,"requests":%d,"wrong":%d,"p50Ms":%f,"p99Ms":%f}\n',
    summary.duration / 1e6, summary.requests,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
