namespace Mesh.Proxy.Serving;

/// <summary>Told when its deadline has passed.</summary>
interface IDeadlineOwner
{
    void OnDeadline(DeadlineReason reason);
}
