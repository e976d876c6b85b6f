namespace Mesh.Proxy.Filters;

/// <summary>One edit, its bytes ready to be written.</summary>
/// <param name="Operation">What is done.</param>
/// <param name="Name">Lower case, as Envoy sends all names it adds.</param>
/// <param name="Value">Empty for a removal.</param>
sealed record HeaderEdit(HeaderEditOperation Operation, byte[] Name, byte[] Value)
{
    public void Apply(HeaderEditList list)
    {
        switch (Operation)
        {
            case HeaderEditOperation.Remove:
                list.Remove(Name);
                break;
            case HeaderEditOperation.Set:
                list.Set(Name, Value);
                break;
            case HeaderEditOperation.Add:
                list.Add(Name, Value);
                break;
        }
    }
}
