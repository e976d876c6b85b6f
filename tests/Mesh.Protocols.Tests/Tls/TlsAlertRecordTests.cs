using Mesh.Protocols.Tls;

namespace Mesh.Protocols.Tests.Tls;

public sealed class TlsAlertRecordTests
{
    [Fact]
    public void A_fatal_alert_is_one_record()
    {
        var bytes = new byte[TlsAlertRecord.Length];
        Assert.Equal(bytes.Length, TlsAlertRecord.WriteFatal(bytes, TlsAlert.DecodeError));
        Assert.Equal([21, 3, 1, 0, 2, 2, 50], bytes);
    }

    [Fact]
    public void Every_refusal_has_an_alert()
    {
        foreach (var error in Enum.GetValues<ClientHelloError>().Where(error => error != ClientHelloError.None))
        {
            Assert.True(Enum.IsDefined(ClientHelloErrors.AlertOf(error)));
        }
    }
}
