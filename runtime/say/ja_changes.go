package say

var jaChanges = table{}
