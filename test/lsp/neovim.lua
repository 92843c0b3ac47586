-- Opens FILE in Neovim with the language server, and writes as JSON what came of it to OUT.
local out, file = vim.env.HARDEN_OUT, vim.env.HARDEN_FILE
local result = {}

local function finish()
  local handle = assert(io.open(out, 'w'))
  handle:write(vim.json.encode(result))
  handle:close()
  vim.cmd('qall!')
end

local function wait(what, condition)
  if vim.wait(20000, condition, 20) then return end
  result.error = 'this did not come about: ' .. what
  finish()
end

-- The user's choice among the actions of the line.
local function choose(line, wanted)
  local title
  vim.ui.select = function(items, options, on_choice)
    for _, item in ipairs(items) do
      if options.format_item(item):find(wanted) then
        title = options.format_item(item)
        return on_choice(item)
      end
    end
    on_choice(nil)
  end
  local before = vim.api.nvim_buf_get_changedtick(0)
  vim.api.nvim_win_set_cursor(0, { line, 0 })
  vim.lsp.buf.code_action()
  wait('the action ' .. wanted, function() return vim.api.nvim_buf_get_changedtick(0) ~= before end)
  return title
end

vim.cmd('edit ' .. vim.fn.fnameescape(file))
local client = vim.lsp.start_client({
  cmd = vim.json.decode(vim.env.HARDEN_COMMAND),
  root_dir = vim.fn.fnamemodify(file, ':h'),
  handlers = {
    ['window/showMessage'] = function(_, params) result.message = params.message end,
  },
})
vim.lsp.buf_attach_client(0, client)
wait('findings', function() return #vim.diagnostic.get(0) > 0 end)
result.findings = vim.tbl_map(function(one)
  return { one.lnum + 1, one.col, one.end_col, one.severity, one.source, one.code or one.user_data.lsp.code }
end, vim.diagnostic.get(0))
result.chosen = { choose(2, '^Rename maintainer'), choose(3, '^Pin the SHA%-256') }
wait('a message', function() return result.message ~= nil end)
wait('no findings', function() return #vim.diagnostic.get(0) == 0 end)
result.text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n') .. '\n'
finish()
