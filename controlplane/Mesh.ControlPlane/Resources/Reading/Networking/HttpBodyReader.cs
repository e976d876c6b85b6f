using System.Text;

namespace Mesh.ControlPlane.Resources.Reading.Networking;

/// <summary><c>directResponse.body</c>: <c>string</c> or base64 <c>bytes</c>.</summary>
static class HttpBodyReader
{
    public static HttpBody Read(FieldReader body)
    {
        var text = body.Text("string");
        var base64 = body.Text("bytes");
        if (text is not null && base64 is not null)
        {
            body.Error("bytes", "cannot be set together with string");
        }

        return new HttpBody(base64 is null ? Encoding.UTF8.GetBytes(text ?? "") : Decode(body, base64));
    }

    static byte[] Decode(FieldReader body, string base64)
    {
        var buffer = new byte[base64.Length];
        if (Convert.TryFromBase64String(base64, buffer, out var length))
        {
            return buffer[..length];
        }

        body.Error("bytes", "must be base64");
        return [];
    }
}
