/**
 * A database, or a transaction, as the product sees it, with `around(sql, [text, params], run)` around every statement:
 * it calls `run` and answers what that comes to.
 */
export const watched = (sql, around) =>
  new Proxy(sql, {
    get(target, name) {
      const member = Reflect.get(target, name, target);
      if (name === 'query' || name === 'execute') {
        return (...statement) => around(target, statement, () => member.apply(target, statement));
      }
      if (name === 'transaction') {
        return (work, options) => target.transaction((tx) => work(watched(tx, around)), options);
      }
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
