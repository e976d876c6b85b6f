namespace Mesh.ControlPlane.Validation;

/// <summary>Rules for where a listener listens: a port on an IP, or a unix socket without one.</summary>
static class BindRules
{
    public static void Validate(Findings findings, string at, int port, string? bind)
    {
        if (bind is not null && bind.StartsWith(AddressSyntax.UnixPrefix, StringComparison.Ordinal))
        {
            findings.Check($"{at}.bind", AddressSyntax.UnixPath(bind[AddressSyntax.UnixPrefix.Length..]));
            findings.Require(port == 0, $"{at}.port.number", $"must be 0 on a unix socket, is {port}");
            return;
        }

        findings.Require(port > 0, $"{at}.port.number", "is required, between 1 and 65535");
        findings.Check($"{at}.bind", bind is null ? null : AddressSyntax.Ip(bind));
    }
}
