namespace Mesh.Iptables.Planning;

internal static class TableNames
{
    public static string Name(this Table table) => table switch
    {
        Table.Filter => "filter",
        Table.Mangle => "mangle",
        Table.Nat => "nat",
        Table.Raw => "raw",
    };

    /// <summary>Null for a table this program never touches (security).</summary>
    public static Table? Parse(string name) => name switch
    {
        "filter" => Table.Filter,
        "mangle" => Table.Mangle,
        "nat" => Table.Nat,
        "raw" => Table.Raw,
        _ => null,
    };
}
