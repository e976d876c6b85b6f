// The application of the samples: a plain HTTP service that knows nothing of a mesh. It says who it is and what it received.
//
//   mesh-echo NAME [[ADDRESS:]PORT [h2c]]      by default port 9080 on all addresses; h2c: HTTP/2 by prior knowledge and nothing else
//
// GET /            "reviews v2 on pod-2: GET / for jason"
// GET /headers     every request header, one a line
// GET /protocol    the HTTP version it was asked in
// POST /echo       the body as it came
// GET /slow?ms=N   answers after N milliseconds
// GET /status/N    answers with that status
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

IPEndPoint? listenOn = null;
if (args.Length is 0 or > 3 || (args.Length == 3 && args[2] != "h2c") || !IPEndPoint.TryParse(args.ElementAtOrDefault(1) is { } where ? where.Contains('.') ? where : $"[::]:{where}" : "[::]:9080", out listenOn))
{
    Console.Error.WriteLine("usage: mesh-echo NAME [[ADDRESS:]PORT [h2c]]");
    return 2;
}

var name = args[0];
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Listen(listenOn, listen => listen.Protocols = args.Length == 3 ? HttpProtocols.Http2 : HttpProtocols.Http1);
});

var app = builder.Build();
app.Run(context => context.Request.Path.Value switch
{
    "/headers" => context.Response.WriteAsync(string.Concat(context.Request.Headers.Select(header => $"{header.Key}: {header.Value}\n"))),
    "/protocol" => context.Response.WriteAsync(context.Request.Protocol),
    "/echo" => context.Request.Body.CopyToAsync(context.Response.Body),
    "/slow" => Slow(context),
    { } path when path.StartsWith("/status/", StringComparison.Ordinal) => Status(context, path["/status/".Length..]),
    _ => context.Response.WriteAsync(Greeting(context.Request)),
});
app.Run();
return 0;

string Greeting(HttpRequest request)
{
    var user = request.Headers["end-user"].ToString();
    return $"{name}: {request.Method} {request.Path}{(user.Length > 0 ? $" for {user}" : "")}\n";
}

async Task Slow(HttpContext context)
{
    var milliseconds = int.TryParse(context.Request.Query["ms"], out var asked) ? Math.Clamp(asked, 0, 60_000) : 1_000;
    await Task.Delay(milliseconds, context.RequestAborted);
    await context.Response.WriteAsync(Greeting(context.Request));
}

Task Status(HttpContext context, string code)
{
    context.Response.StatusCode = int.TryParse(code, out var status) && status is >= 200 and <= 599 ? status : 400;
    return context.Response.StatusCode is 204 or 304 ? Task.CompletedTask : context.Response.WriteAsync(Greeting(context.Request));
}
